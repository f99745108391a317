using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Execution;

/// <summary>The memory of one thread for one plan: all tensors of the blocks of events that run together.</summary>
internal sealed unsafe class Workspace
{
    private readonly Pinned<byte> memory;
    private readonly Pinned<short> staging;
    private readonly Pinned<byte> scratch;

    public Workspace(WorkspacePool pool, Plan plan)
        : this(pool, checked((int)(plan.TileBytes * plan.Tiles)), plan.Staged, plan.ScratchBytes)
    {
        Stride = (nint)plan.TileBytes;
        for (int tile = 0; tile < plan.Tiles; tile++)
            foreach (var (row, value) in plan.Constants)
                for (int e = 0; e < plan.Events; e++)
                    ScalarRows.Write(Tile(tile), row, e, value, plan.Events);
    }

    public Workspace(WorkspacePool pool, EventPlan plan)
        : this(pool, plan.Bytes, 0, 0)
    {
        foreach (var (tensor, values) in plan.Constants)
            for (int e = 0; e < plan.Events; e++)
            for (int i = 0; i < values.Length; i++)
                EventRows.Write(memory.Pointer, tensor, i, e, values[i]);
    }

    private Workspace(WorkspacePool pool, int bytes, int staged, int inTurn)
    {
        Pool = pool;
        memory = new Pinned<byte>(bytes);
        staging = new Pinned<short>(staged);
        scratch = new Pinned<byte>(inTurn);
        Memory = memory.Pointer;
        Staging = staging.Pointer;
        Scratch = scratch.Pointer;
    }

    public WorkspacePool Pool { get; }

    /// <summary>Whether a thread works in it.</summary>
    public bool InUse { get; set; }

    /// <summary>Whether it is what a thread used last.</summary>
    public bool IsLast { get; set; }

    /// <summary>Room for what comes or goes of a tile as 16-bit integers.</summary>
    public short* Staging { get; }

    /// <summary>Room for a stage while it runs.</summary>
    public byte* Scratch { get; }

    public byte* Memory { get; }

    /// <summary>Bytes from a tile to the next.</summary>
    public nint Stride { get; }

    public byte* Tile(int index) => Memory + index * Stride;
}
