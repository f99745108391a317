using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Execution;

/// <summary>The memory of one thread for one plan: all rows of one tile.</summary>
internal sealed unsafe class Workspace
{
    private readonly Pinned<byte> memory;
    private readonly Pinned<short> staging;

    public Workspace(Plan plan)
    {
        memory = new Pinned<byte>(checked((int)plan.Bytes));
        staging = new Pinned<short>(plan.Events * plan.Inputs.Length);
        Memory = memory.Pointer;
        Staging = staging.Pointer;
        foreach (var (row, value) in plan.Constants)
            for (int e = 0; e < plan.Events; e++) ScalarRows.Write(memory.Pointer, row, e, value, plan.Events);
    }

    /// <summary>Room for the events of a tile as 16-bit integers.</summary>
    public short* Staging { get; }

    public byte* Memory { get; }
}
