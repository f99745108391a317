using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Execution;

/// <summary>Narrows mantissas of 16, 32 or 64 bits to 8 or 16, and finds out whether any lies outside its format, whole vectors at a time.</summary>
internal sealed unsafe class MantissaRange
{
    private const int Lanes = 16;

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

    /// <param name="from">Mantissas; the elements of one event, or of any number where the range is uniform.</param>
    /// <param name="count">How many.</param>
    /// <param name="to">Receives them.</param>
    /// <param name="bytes">Of a stored element: 1 or 2.</param>
    /// <param name="offset">Added to stored bytes.</param>
    /// <returns>Whether all lie inside.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Bring<T>(T* from, int count, byte* to, int bytes, int offset)
        where T : unmanaged, IBinaryInteger<T>
    {
        nint step = IsUniform ? 0 : 1;
        var outside = Vector256<ushort>.Zero;
        var moved = Vector256.Create((short)offset);
        int i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            var x = Load(from + i, ref outside);
            var low = Vector256.Load(least.Pointer + i * step);
            outside |= Vector256.SubtractSaturate((x - low).AsUInt16(), Vector256.Load(span.Pointer + i * step));
            if (bytes == 2) x.Store((short*)to + i);
            else Vector256.Narrow((x + moved).AsUInt16(), Vector256<ushort>.Zero).GetLower().Store(to + i);
        }
        bool inside = outside == Vector256<ushort>.Zero;
        for (; i < count; i++)
        {
            long m = long.CreateTruncating(from[i]);
            inside &= (ulong)(m - least.Pointer[i * step]) <= span.Pointer[i * step];
            if (bytes == 2) ((short*)to)[i] = (short)m;
            else to[i] = (byte)(m + offset);
        }
        return inside;
    }

    /// <summary>Sixteen mantissas, truncated to 16 bits; <paramref name="outside"/> is not zero where that changed one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Load<T>(T* from, ref Vector256<ushort> outside)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (typeof(T) == typeof(short)) return Vector256.Load((short*)from);
        Vector256<int> lower, upper;
        if (typeof(T) == typeof(int))
        {
            (lower, upper) = (Vector256.Load((int*)from), Vector256.Load((int*)from + 8));
        }
        else
        {
            long* wide = (long*)from;
            (lower, upper) = (Narrow(wide, ref outside), Narrow(wide + 8, ref outside));
        }
        outside |= ((lower << 16 >> 16) ^ lower).AsUInt16() | ((upper << 16 >> 16) ^ upper).AsUInt16();
        return Vector256.Narrow(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Narrow(long* from, ref Vector256<ushort> outside)
    {
        Vector256<long> lower = Vector256.Load(from), upper = Vector256.Load(from + 4);
        outside |= ((lower << 32 >> 32) ^ lower).AsUInt16() | ((upper << 32 >> 32) ^ upper).AsUInt16();
        return Vector256.Narrow(lower, upper);
    }
}
