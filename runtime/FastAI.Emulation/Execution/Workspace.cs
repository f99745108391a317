using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Execution;

/// <summary>The memory of one thread for one plan: all tensors of one block of events.</summary>
internal sealed unsafe class Workspace
{
    private readonly Pinned<byte> memory;
    private readonly Pinned<short> staging;

    public Workspace(Plan plan)
        : this(checked((int)plan.Bytes), plan.Events * plan.Inputs.Length)
    {
        foreach (var (row, value) in plan.Constants)
            for (int e = 0; e < plan.Events; e++) ScalarRows.Write(memory.Pointer, row, e, value, plan.Events);
    }

    public Workspace(EventPlan plan)
        : this(plan.Bytes, 0)
    {
        foreach (var (tensor, values) in plan.Constants)
            for (int e = 0; e < plan.Events; e++)
                for (int i = 0; i < values.Length; i++) EventRows.Write(memory.Pointer, tensor, i, e, values[i]);
    }

    private Workspace(int bytes, int staged)
    {
        memory = new Pinned<byte>(bytes);
        staging = new Pinned<short>(staged);
        Memory = memory.Pointer;
        Staging = staging.Pointer;
    }

    /// <summary>Room for the events of a tile as 16-bit integers.</summary>
    public short* Staging { get; }

    public byte* Memory { get; }
}
