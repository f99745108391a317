using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Narrows mantissas of 16, 32 or 64 bits to 8 or 16, and finds out whether any lies outside its
/// format, whole vectors at a time.</summary>
internal sealed unsafe class MantissaRange
{
    /// <summary>Mantissas of a vector.</summary>
    public const int Lanes = 16;

    private readonly Pinned<short> least;
    private readonly Pinned<ushort> span;

    /// <param name="elements">Types whose formats fit 16 bits, signed.</param>
    public MantissaRange(PerElement<ElementType> elements)
    {
        IsUniform = elements.Stored.Select(e => (e.Format.MinMantissa, e.Format.MaxMantissa)).Distinct().Count() == 1;
        int count = IsUniform ? Lanes : elements.Count;
        least = new Pinned<short>(count + Lanes);
        span = new Pinned<ushort>(count + Lanes);
        for (int i = 0; i < count; i++)
        {
            var format = elements[IsUniform ? 0 : i].Format;
            least.Pointer[i] = (short)format.MinMantissa;
            span.Pointer[i] = (ushort)(format.MaxMantissa - format.MinMantissa);
        }
    }

    /// <summary>Whether all elements have one range.</summary>
    public bool IsUniform { get; }

    /// <summary>The mantissas of one event into bytes, within the caller.</summary>
    /// <param name="from">Mantissas: <paramref name="vectors"/> times sixteen.</param>
    /// <param name="vectors">How often sixteen.</param>
    /// <param name="to">Receives them.</param>
    /// <param name="offset">Added to each.</param>
    /// <returns>Whether all lie inside.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool BringVectors<T>(T* from, int vectors, byte* to, int offset)
        where T : unmanaged, IBinaryInteger<T> => Bytes(from, vectors, to, (short)offset);

    /// <param name="from">Mantissas: rows of one event's elements, or of any number where the range is uniform.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="count">Mantissas of a row.</param>
    /// <param name="to">Receives them, row after row.</param>
    /// <param name="bytes">Of a stored element: 1 or 2.</param>
    /// <param name="offset">Added to stored bytes.</param>
    /// <returns>Whether all lie inside.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Bring<T>(T* from, nint stride, int rows, int count, byte* to, int bytes, int offset)
        where T : unmanaged, IBinaryInteger<T>
    {
        int vectors = count / Lanes;
        nint step = IsUniform ? 0 : 1;
        bool inside = true;
        for (int r = 0; r < rows; r++, from += stride, to += count * bytes)
        {
            inside &= bytes == 2 ? Shorts(from, vectors, (short*)to) : Bytes(from, vectors, to, (short)offset);
            for (int i = vectors * Lanes; i < count; i++)
            {
                long m = long.CreateTruncating(from[i]);
                inside &= (ulong)(m - least.Pointer[i * step]) <= span.Pointer[i * step];
                if (bytes == 2)
                    ((short*)to)[i] = (short)m;
                else
                    to[i] = (byte)(m + offset);
            }
        }
        return inside;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Shorts<T>(T* from, int vectors, short* to)
        where T : unmanaged, IBinaryInteger<T>
    {
        int step = IsUniform ? 0 : Lanes;
        short* low = least.Pointer;
        ushort* most = span.Pointer;
        var outside = Vector256<ushort>.Zero;
        for (int v = 0; v < vectors; v++, from += Lanes, to += Lanes, low += step, most += step)
        {
            var x = Load(from);
            outside |= Vector256.SubtractSaturate((x - Vector256.Load(low)).AsUInt16(), Vector256.Load(most)) | Lost(from);
            x.Store(to);
        }
        return outside == Vector256<ushort>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Bytes<T>(T* from, int vectors, byte* to, short offset)
        where T : unmanaged, IBinaryInteger<T>
    {
        int step = IsUniform ? 0 : Lanes;
        short* low = least.Pointer;
        ushort* most = span.Pointer;
        var outside = Vector256<ushort>.Zero;
        var moved = Vector256.Create(offset);
        for (int v = 0; v < vectors; v++, from += Lanes, to += Lanes, low += step, most += step)
            Narrowed(from, Vector256.Load(low), Vector256.Load(most), moved, ref outside).Store(to);
        return outside == Vector256<ushort>.Zero;
    }

    /// <summary>The least mantissas of sixteen elements of an event, and how far above them the greatest lie.</summary>
    public (Vector256<short> Least, Vector256<short> Span) Ends(int index)
    {
        int place = IsUniform ? 0 : index * Lanes;
        return (Vector256.Load(least.Pointer + place), Vector256.Load(span.Pointer + place).AsInt16());
    }

    /// <summary>Sixteen mantissas in bytes.</summary>
    /// <param name="from">The mantissas.</param>
    /// <param name="ends">The least, then how far above them the greatest lie.</param>
    /// <param name="moved">Added to each.</param>
    /// <param name="outside">Not zero once one lies outside.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrowed<T>(T* from, Vector256<short>* ends, Vector256<short> moved, ref Vector256<ushort> outside)
        where T : unmanaged, IBinaryInteger<T> => Narrowed(from, ends[0], ends[1].AsUInt16(), moved, ref outside);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrowed<T>(
        T* from,
        Vector256<short> low,
        Vector256<ushort> most,
        Vector256<short> moved,
        ref Vector256<ushort> outside
    )
        where T : unmanaged, IBinaryInteger<T>
    {
        var x = Load(from);
        outside |= Vector256.SubtractSaturate((x - low).AsUInt16(), most) | Lost(from);
        x += moved;
        return Sse2.PackUnsignedSaturate(x.GetLower(), x.GetUpper());
    }

    /// <summary>Sixteen mantissas, truncated to 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Load<T>(T* from)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (typeof(T) == typeof(short))
            return Vector256.Load((short*)from);
        if (typeof(T) == typeof(int))
            return Vector256.Narrow(Vector256.Load((int*)from), Vector256.Load((int*)from + 8));
        long* wide = (long*)from;
        return Vector256.Narrow(
            Vector256.Narrow(Vector256.Load(wide), Vector256.Load(wide + 4)),
            Vector256.Narrow(Vector256.Load(wide + 8), Vector256.Load(wide + 12))
        );
    }

    /// <summary>Not zero where truncation changes one of sixteen mantissas.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Lost<T>(T* from)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (typeof(T) == typeof(short))
            return Vector256<ushort>.Zero;
        if (typeof(T) == typeof(int))
            return (Lost(Vector256.Load((int*)from)) | Lost(Vector256.Load((int*)from + 8))).AsUInt16();
        long* wide = (long*)from;
        return (
            Lost(Vector256.Load(wide)) | Lost(Vector256.Load(wide + 4)) | Lost(Vector256.Load(wide + 8)) | Lost(Vector256.Load(wide + 12))
        ).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Lost(Vector256<int> x) => (x << 16 >> 16) ^ x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Lost(Vector256<long> x) => (x << 48 >> 48) ^ x;
}
