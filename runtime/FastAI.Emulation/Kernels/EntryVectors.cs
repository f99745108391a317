using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>The mantissas of one event, sixteen to sixty-four, brought into registers as bytes.</summary>
internal sealed unsafe class EntryVectors
{
    /// <summary>Sixteen times as many bytes fill two registers.</summary>
    public const int Most = 4;

    /// <summary>Times 32 bits of sixteen bytes.</summary>
    public const int Units = 4;

    private readonly Pinned<short> ends;
    private readonly Vector256<short>* vectors;

    /// <param name="range">What they are held to.</param>
    /// <param name="count">How often sixteen, at most <see cref="Most"/>.</param>
    /// <param name="offset">Added to each.</param>
    public EntryVectors(MantissaRange range, int count, int offset)
    {
        Count = count;
        // What is added, then for each sixteen the least and the span.
        ends = new Pinned<short>((1 + 2 * count) * MantissaRange.Lanes);
        vectors = (Vector256<short>*)ends.Pointer;
        vectors[0] = Vector256.Create((short)offset);
        for (int i = 0; i < count; i++)
            (vectors[1 + 2 * i], vectors[2 + 2 * i]) = range.Ends(i);
    }

    /// <summary>How often sixteen.</summary>
    public int Count { get; }

    /// <returns>Whether all lie inside.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Load<T>(T* from, out Vector256<int> left, out Vector256<int> right)
        where T : unmanaged, IBinaryInteger<T>
    {
        var outside = Vector256<ushort>.Zero;
        var v = vectors;
        var bytes = MantissaRange.Narrowed(from, v + 1, *v, ref outside).ToVector256Unsafe();
        left = right = bytes.AsInt32();
        if (Count > 1)
        {
            left = bytes.WithUpper(MantissaRange.Narrowed(from + MantissaRange.Lanes, v + 3, *v, ref outside)).AsInt32();
            if (Count > 2)
                right = MantissaRange.Narrowed(from + 2 * MantissaRange.Lanes, v + 5, *v, ref outside).ToVector256Unsafe().AsInt32();
            if (Count > 3)
                right = right.AsByte().WithUpper(MantissaRange.Narrowed(from + 3 * MantissaRange.Lanes, v + 7, *v, ref outside)).AsInt32();
        }
        return outside == Vector256<ushort>.Zero;
    }
}
