using System.Numerics;
using FastAI.Emulation.Planning;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>Runs a plan over events, tile by tile. Any number of threads may call at once; each takes a workspace of its own.</summary>
internal sealed unsafe class TileRunner
{
    private readonly Segment[] segments;
    private readonly int together;
    private readonly int tileEvents;
    private readonly int inputs;
    private readonly int outputs;

    public TileRunner(FixedGraph graph, Plan plan)
    {
        Plan = plan;
        (segments, together) = (Segment.Of(plan.Stages), plan.Tiles);
        (tileEvents, inputs, outputs) = (plan.Events, plan.Inputs.Length, plan.Outputs.Length);
        var elements = graph
            .Inputs.SelectMany(i => Enumerable.Range(0, graph.Nodes[i].Type.Count).Select(e => (Node: graph.Nodes[i], Element: e)))
            .ToArray();
        FixedFormat[] formats = [.. elements.Select(e => e.Node.Type[e.Element].Format)];
        Input = new InputPacker(plan.Inputs, plan.Events, formats, i =>
            $"element {elements[i].Element} of input '{elements[i].Node.Name}'"
        );
        Output = new OutputUnpacker(plan.Outputs, plan.Events);
        Workspaces = new WorkspacePool(pool => new Workspace(pool, plan));
    }

    public Plan Plan { get; }

    public WorkspacePool Workspaces { get; }

    public InputPacker Input { get; }

    public OutputUnpacker Output { get; }

    /// <param name="source">Events one after another.</param>
    /// <param name="target">Results one after another.</param>
    /// <param name="events">How many.</param>
    /// <param name="firstEvent">Index of the first in the caller's batch, for messages.</param>
    /// <exception cref="FastAIException">A mantissa is outside its input's format.</exception>
    public void Run<T>(T* source, T* target, long events, long firstEvent)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (events == 0)
            return;
        var workspace = Workspaces.Rent();
        for (long e = 0; e < events; )
        {
            long first = e;
            int tiles = 0;
            for (; tiles < together && e < events; tiles++, e += tileEvents)
                Input.Pack(
                    source + e * inputs,
                    (int)Math.Min(tileEvents, events - e),
                    workspace.Tile(tiles),
                    workspace.Staging,
                    firstEvent + e
                );
            Steps(workspace, tiles);
            for (int i = 0; i < tiles; i++, first += tileEvents)
                Output.Unpack(workspace.Tile(i), target + first * outputs, (int)Math.Min(tileEvents, events - first), workspace.Staging);
        }
        Workspaces.Return(workspace);
    }

    /// <summary>Runs the first so many tiles of a workspace; those between two wide steps go through one tile after another,
    /// so that it stays in the caches.</summary>
    public void Steps(Workspace workspace, int tiles)
    {
        foreach (var segment in segments)
        {
            for (int i = 0; i < tiles; i++)
            {
                byte* tile = workspace.Tile(i);
                foreach (var step in segment.Steps)
                    step.Run(tile);
            }
            segment.Wide?.Run(workspace.Memory, workspace.Stride, tiles, workspace.Scratch);
        }
    }
}
