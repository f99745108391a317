using System.Collections.Concurrent;
using System.Numerics;
using FastAI.Emulation.Planning;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>Runs a plan over batches, tile by tile. Any number of threads may call at once; each takes a workspace of its own.</summary>
internal sealed unsafe class TileRunner
{
    private readonly ConcurrentBag<Workspace> idle = [];

    public TileRunner(FixedGraph graph, Plan plan)
    {
        Plan = plan;
        var elements = graph.Inputs.SelectMany(i => Enumerable.Range(0, graph.Nodes[i].Type.Count).Select(e => (Node: graph.Nodes[i], Element: e))).ToArray();
        FixedFormat[] formats = [.. elements.Select(e => e.Node.Type[e.Element].Format)];
        Input = new InputPacker(plan.Inputs, formats, i => $"element {elements[i].Element} of input '{elements[i].Node.Name}'");
        Output = new OutputUnpacker(plan.Outputs);
    }

    public Plan Plan { get; }

    public InputPacker Input { get; }

    public OutputUnpacker Output { get; }

    public Workspace Rent() => idle.TryTake(out var workspace) ? workspace : new Workspace(Plan);

    public void Return(Workspace workspace) => idle.Add(workspace);

    /// <param name="source">Events one after another.</param>
    /// <param name="target">Results one after another.</param>
    /// <param name="events">How many.</param>
    /// <param name="firstEvent">Index of the first in the caller's batch.</param>
    /// <param name="workspace">This thread's.</param>
    public void Run<T>(T* source, T* target, long events, long firstEvent, Workspace workspace)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long e = 0; e < events; e += Tile.Events)
        {
            int count = (int)Math.Min(Tile.Events, events - e);
            Input.Pack(source + e * Plan.Inputs.Length, count, workspace.Tile64, firstEvent + e);
            Steps(workspace);
            Output.Unpack(workspace.Tile64, target + e * Plan.Outputs.Length, count);
        }
    }

    public void Steps(Workspace workspace)
    {
        byte* tile = workspace.Tile64;
        foreach (var step in Plan.Steps) step.Run(tile);
    }
}
