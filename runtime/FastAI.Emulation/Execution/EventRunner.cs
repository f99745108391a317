using System.Numerics;
using System.Runtime.CompilerServices;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Execution;

/// <summary>Runs an event-major plan, block by block. Any number of threads may call at once.</summary>
internal sealed unsafe class EventRunner
{
    private readonly EventStep[] steps;
    private readonly SingleStep[] singles;
    private readonly EventInput[] inputs;
    private readonly EventOutputs outputs;
    private readonly int blockEvents;
    private readonly int inputCount;
    private readonly bool onlyTable;
    private readonly int outputCount;
    private readonly WorkspacePool workspaces;
    private readonly WholeModel? whole;

    public EventRunner(FixedGraph graph, EventPlan plan)
    {
        (steps, singles, blockEvents, inputCount, outputCount) = (
            plan.Steps,
            plan.Singles,
            plan.Events,
            graph.InputCount,
            plan.Outputs.Length
        );
        int offset = 0;
        inputs = new EventInput[plan.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            var node = graph.Nodes[graph.Inputs[i]];
            inputs[i] = new EventInput(node, plan.Inputs[i].Tensor, offset, inputCount, plan.Transfer, plan.Inputs[i].Table);
            offset += node.Type.Count;
        }
        outputs = new EventOutputs(plan.Outputs, plan.Transfer);
        onlyTable = steps.Length == 0 && plan.Inputs is [{ Table: not null } only] && outputs.Are(only.Tensor);
        if (inputs is [{ Registers: { } entry } input] && singles is [var single] && outputs.Single is { } results)
            whole = single.Whole(entry, input.Base, results);
        workspaces = new WorkspacePool(pool => new Workspace(pool, plan));
        Bytes = plan.Bytes;
    }

    /// <summary>Bytes of a workspace.</summary>
    public long Bytes { get; }

    /// <summary>One event, by the shortest way.</summary>
    /// <exception cref="FastAIException">A mantissa is outside its input's format.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RunOne<T>(T* source, T* target)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (whole is not { } model)
            Steps(source, target);
        else if (
            !(
                typeof(T) == typeof(short) ? model.Run((short*)source, (short*)target)
                : typeof(T) == typeof(int) ? model.Run((int*)source, (int*)target)
                : model.Run((long*)source, (long*)target)
            )
        )
            inputs[0].Refuse(source, 1, 0);
    }

    /// <summary>One event, step by step: within its caller, what it calls would no longer be within it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Steps<T>(T* source, T* target)
        where T : unmanaged, IBinaryInteger<T>
    {
        var workspace = workspaces.Rent();
        byte* tile = workspace.Memory;
        foreach (var input in inputs)
            if (!input.PackOne(source, tile))
                input.Refuse(source, 1, 0);
        foreach (var step in singles)
            step.RunOne(tile);
        outputs.UnpackOne(tile, target);
        workspaces.Return(workspace);
    }

    /// <param name="source">Events one after another.</param>
    /// <param name="target">Results one after another.</param>
    /// <param name="events">How many.</param>
    /// <param name="firstEvent">Index of the first in the caller's batch, for messages.</param>
    /// <exception cref="FastAIException">A mantissa is outside its input's format.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<T>(T* source, T* target, long events, long firstEvent)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (typeof(T) == typeof(short) && onlyTable && events * inputCount >= EntryTable.AtLeast)
        {
            Through((short*)source, (short*)target, events, firstEvent);
            return;
        }
        var workspace = workspaces.Rent();
        byte* tile = workspace.Memory;
        for (long e = 0; e < events; e += blockEvents)
        {
            int count = (int)Math.Min(blockEvents, events - e);
            foreach (var input in inputs)
                if (!input.Pack(source, count, tile))
                    input.Refuse(source, count, firstEvent + e);
            foreach (var step in steps)
                step.Run(tile, count);
            outputs.Unpack(tile, target, count);
            source += (nint)count * inputCount;
            target += (nint)count * outputCount;
        }
        workspaces.Return(workspace);
    }

    /// <summary>A model that is one table, on integers of 16 bits: from the caller's memory to the caller's.</summary>
    private void Through(short* source, short* target, long events, long firstEvent)
    {
        if (inputs[0].Through(source, target, (nint)(events * inputCount)))
            return;
        for (long e = 0; e < events; e += blockEvents)
            inputs[0].Refuse(source + e * inputCount, (int)Math.Min(blockEvents, events - e), firstEvent + e);
    }
}
