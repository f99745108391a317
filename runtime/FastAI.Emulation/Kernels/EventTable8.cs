using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// A table on an event-major tensor of bytes, into bytes: a stored byte is the index. Where the machine has byte permutations the table is
/// kept in four registers and 64 bytes are looked up at a time; what that reads and writes behind the last event is padding.
/// </summary>
internal sealed unsafe class EventTable8 : EventStep
{
    private const int Entries = 256;
    private const int Bytes = 64;

    private readonly Pinned<byte> entries;
    private readonly int fromBase;
    private readonly int toBase;
    private readonly int width;
    private readonly bool wide;

    /// <param name="table">Its arguments and entries fit bytes with the tensors' offsets.</param>
    /// <param name="from">The operand.</param>
    /// <param name="to">The result.</param>
    /// <param name="wide">Whether 512-bit vectors may be used.</param>
    public EventTable8(LookupTable table, EventTensor from, EventTensor to, bool wide)
    {
        (fromBase, toBase, width, this.wide) = (from.Base, to.Base, to.Width, wide && Avx512Vbmi.IsSupported);
        entries = new Pinned<byte>(Entries);
        for (int i = 0; i < Entries; i++)
        {
            long entry = i - from.Offset - table.First;
            if (entry >= 0 && entry < table.Entries.Length)
                entries.Pointer[i] = (byte)(table.Entries[(int)entry] + to.Offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        byte* x = tile + fromBase,
            y = tile + toBase,
            table = entries.Pointer;
        int count = events * width;
        if (!wide)
        {
            for (int i = 0; i < count; i++)
                y[i] = table[x[i]];
            return;
        }
        Vector512<byte> t0 = Vector512.Load(table),
            t1 = Vector512.Load(table + Bytes),
            t2 = Vector512.Load(table + 2 * Bytes),
            t3 = Vector512.Load(table + 3 * Bytes);
        for (int i = 0; i < count; i += Bytes)
        {
            var index = Vector512.Load(x + i);
            Avx512BW
                .BlendVariable(Avx512Vbmi.PermuteVar64x8x2(t0, index, t1), Avx512Vbmi.PermuteVar64x8x2(t2, index, t3), index)
                .Store(y + i);
        }
    }
}
