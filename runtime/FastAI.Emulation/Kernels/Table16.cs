using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// A table whose arguments and entries fit 16 bits. Up to 256 entries are kept in registers, their low and high bytes apart, and looked up
/// 64 at a time by byte permutations (<c>vpermb</c>, <c>vpermi2b</c>); longer tables are gathered eight at a time. The proved interval of
/// every operand lies inside its table, so that no index needs a check; spare lanes hold what an element may hold, and what
/// lies behind the last event is not looked up.
/// </summary>
internal sealed unsafe class Table16
{
    private const int InRegisters = 256;
    private const int Bytes = 64;
    private const int GatherLanes = 8;

    private readonly int first;
    private readonly Pinned<short> entries;
    private readonly Pinned<byte>? planes;
    private readonly SteppedTable? stepped;
    private readonly int vectors;
    private readonly bool oneByte;
    private readonly bool gather;

    /// <param name="table">For which <see cref="Serves"/> holds.</param>
    /// <param name="wide">Whether 512-bit vectors may be used.</param>
    public Table16(LookupTable table, bool wide)
    {
        first = (int)table.First;
        entries = new Pinned<short>([.. table.Entries.Select(e => (short)e)]); // with room behind the last, which a gather reads
        gather = Avx2.IsSupported;
        if (!wide || !Avx512Vbmi.IsSupported)
            return;
        if (entries.Count > InRegisters)
        {
            stepped = SteppedTable.TryCreate(table);
            return;
        }
        vectors = (entries.Count + Bytes - 1) / Bytes;
        oneByte = table.Entries.All(e => e is >= 0 and <= byte.MaxValue);
        planes = new Pinned<byte>(2 * InRegisters);
        for (int i = 0; i < entries.Count; i++)
            (planes.Pointer[i], planes.Pointer[InRegisters + i]) = ((byte)entries.Pointer[i], (byte)(entries.Pointer[i] >> 8));
    }

    /// <summary>Whether arguments and entries fit 16 bits.</summary>
    public static bool Serves(LookupTable table) =>
        table.First >= short.MinValue && table.First + table.Entries.Length - 1 <= short.MaxValue && table.Entries.All(e => e == (short)e);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Look(short* x, short* y, int count)
    {
        if (stepped is not null)
        {
            stepped.Look(x, y, count);
            return;
        }
        int i = 0;
        if (planes is not null)
        {
            i = count & -Bytes;
            if (oneByte)
                OnePlane(x, y, i);
            else
                TwoPlanes(x, y, i);
        }
        short* zero = entries.Pointer - first;
        if (gather)
            for (; i + 2 * GatherLanes <= count; i += 2 * GatherLanes)
                Vector256.Narrow(Gather(zero, x + i), Gather(zero, x + i + GatherLanes)).Store(y + i);
        for (; i < count; i++)
            y[i] = zero[x[i]];
    }

    /// <summary>Eight entries in the lower halves of 32 bits; the upper halves are those of their neighbours.</summary>
    private static Vector256<int> Gather(short* zero, short* x) =>
        Avx2.GatherVector256((int*)zero, Avx2.ConvertToVector256Int32(Vector128.Load(x)), sizeof(short));

    private void OnePlane(short* x, short* y, int count)
    {
        var start = Vector512.Create((short)first);
        var low = Vector512.Create((short)0xFF);
        Vector512<byte> t0 = Plane(0, 0),
            t1 = Plane(0, 1),
            t2 = Plane(0, 2),
            t3 = Plane(0, 3);
        for (int i = 0; i < count; i += Bytes)
        {
            var found = Find(Indices(x + i, start), t0, t1, t2, t3).AsInt16();
            (found & low).Store(y + i);
            (found >>> 8).Store(y + i + Bytes / 2);
        }
    }

    private void TwoPlanes(short* x, short* y, int count)
    {
        var start = Vector512.Create((short)first);
        var low = Vector512.Create((short)0xFF);
        Vector512<byte> t0 = Plane(0, 0),
            t1 = Plane(0, 1),
            t2 = Plane(0, 2),
            t3 = Plane(0, 3),
            u0 = Plane(1, 0),
            u1 = Plane(1, 1),
            u2 = Plane(1, 2),
            u3 = Plane(1, 3);
        for (int i = 0; i < count; i += Bytes)
        {
            var index = Indices(x + i, start);
            Vector512<short> lower = Find(index, t0, t1, t2, t3).AsInt16(),
                upper = Find(index, u0, u1, u2, u3).AsInt16();
            Vector512.ConditionalSelect(low, lower, upper << 8).Store(y + i);
            Vector512.ConditionalSelect(low, lower >>> 8, upper).Store(y + i + Bytes / 2);
        }
    }

    private Vector512<byte> Plane(int plane, int vector) => Vector512.Load(planes!.Pointer + plane * InRegisters + vector * Bytes);

    /// <summary>The indices of 64 elements: those of the first 32 in even bytes, of the others in odd ones.</summary>
    private static Vector512<byte> Indices(short* x, Vector512<short> start) =>
        Vector512
            .ConditionalSelect(Vector512.Create((short)0xFF), Vector512.Load(x) - start, (Vector512.Load(x + Bytes / 2) - start) << 8)
            .AsByte();

    private Vector512<byte> Find(Vector512<byte> index, Vector512<byte> t0, Vector512<byte> t1, Vector512<byte> t2, Vector512<byte> t3)
    {
        if (vectors == 1)
            return Avx512Vbmi.PermuteVar64x8(t0, index);
        var lower = Avx512Vbmi.PermuteVar64x8x2(t0, index, t1);
        if (vectors == 2)
            return lower;
        return Vector512.ConditionalSelect(
            Vector512.LessThan(index.AsSByte(), Vector512<sbyte>.Zero).AsByte(),
            Avx512Vbmi.PermuteVar64x8x2(t2, index, t3),
            lower
        );
    }
}
