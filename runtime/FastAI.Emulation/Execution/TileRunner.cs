using System.Numerics;
using FastAI.Emulation.Planning;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>Runs a plan over events, tile by tile. Any number of threads may call at once; each takes a workspace of its own.</summary>
internal sealed unsafe class TileRunner
{
    private readonly Step[] steps;
    private readonly int tileEvents;
    private readonly int inputs;
    private readonly int outputs;

    public TileRunner(FixedGraph graph, Plan plan)
    {
        Plan = plan;
        (steps, tileEvents, inputs, outputs) = (plan.Steps, plan.Events, plan.Inputs.Length, plan.Outputs.Length);
        var elements = graph.Inputs.SelectMany(i => Enumerable.Range(0, graph.Nodes[i].Type.Count).Select(e => (Node: graph.Nodes[i], Element: e))).ToArray();
        FixedFormat[] formats = [.. elements.Select(e => e.Node.Type[e.Element].Format)];
        Input = new InputPacker(plan.Inputs, plan.Events, formats, i => $"element {elements[i].Element} of input '{elements[i].Node.Name}'");
        Output = new OutputUnpacker(plan.Outputs, plan.Events);
        Workspaces = new WorkspacePool(() => new Workspace(plan));
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
        if (events == 0) return;
        var workspace = Workspaces.Rent();
        try
        {
            for (long e = 0; e < events; e += tileEvents)
            {
                int count = (int)Math.Min(tileEvents, events - e);
                Input.Pack(source, count, workspace, firstEvent + e);
                Steps(workspace);
                Output.Unpack(workspace.Memory, target, count);
                source += (nint)count * inputs;
                target += (nint)count * outputs;
            }
        }
        finally
        {
            Workspaces.Return(workspace);
        }
    }

    public void Steps(Workspace workspace)
    {
        byte* tile = workspace.Memory;
        foreach (var step in steps) step.Run(tile);
    }
}
