using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Execution;

/// <summary>The memory of one thread for one plan: all rows of one tile.</summary>
internal sealed unsafe class Workspace
{
    private readonly Pinned<byte> memory;

    public Workspace(Plan plan)
    {
        memory = new Pinned<byte>(checked(plan.Slots * Tile.SlotBytes));
        foreach (var (row, value) in plan.Constants)
            for (int e = 0; e < Tile.Events; e++) ScalarRows.Write(memory.Pointer, row, e, value);
    }

    public byte* Tile64 => memory.Pointer;
}
