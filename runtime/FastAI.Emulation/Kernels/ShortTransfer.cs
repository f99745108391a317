using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Moves rows of 16-bit integers between a caller's memory and tensors of 8 or 16 bits, whole vectors at a time.</summary>
internal abstract unsafe class ShortTransfer
{
    /// <summary>Elements that are moved at once; what is left of a row is moved one by one.</summary>
    public abstract int Lanes { get; }

    /// <param name="from">The first row.</param>
    /// <param name="stride">Elements from row to row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="count">Elements of a row; in the tensor rows follow each other.</param>
    /// <param name="to">The tensor.</param>
    /// <param name="bytes">Of one of its elements, 1 or 2.</param>
    /// <param name="offset">What stored bytes have in addition.</param>
    /// <param name="range">Ends of the range that every element must lie in.</param>
    /// <returns>Whether all do.</returns>
    public abstract bool In(short* from, nint stride, int rows, int count, byte* to, int bytes, int offset, (short Low, short High) range);

    /// <param name="from">Elements of a tensor.</param>
    /// <param name="bytes">Of one, 1 or 2.</param>
    /// <param name="offset">What stored bytes have in addition.</param>
    /// <param name="to">Receives them.</param>
    /// <param name="count">How many.</param>
    public abstract void Out(byte* from, int bytes, int offset, short* to, int count);
}

/// <inheritdoc/>
internal sealed unsafe class ShortTransfer<S, V, W> : ShortTransfer
    where S : struct, ISimd<V, W>, IEventSimd<V>
    where V : struct
    where W : struct
{
    public override int Lanes => 2 * Elements<S, V, W>.Count;

    public override bool In(
        short* from,
        nint stride,
        int rows,
        int count,
        byte* to,
        int bytes,
        int offset,
        (short Low, short High) range
    ) =>
        bytes == 1 && (range.Low + offset, range.High + offset) == (0, byte.MaxValue) ? InAsBytes(from, stride, rows, count, to, offset)
        : bytes == 1 ? In<Elements<S, V, W>.Bytes>(from, stride, rows, count, to, bytes, offset, range)
        : In<Elements<S, V, W>.Shorts>(from, stride, rows, count, to, bytes, offset, range);

    public override void Out(byte* from, int bytes, int offset, short* to, int count)
    {
        if (bytes == 1 && offset == 0)
            Out<Elements<S, V, W>.Unsigned>(from, offset, to, count);
        else if (bytes == 1)
            Out<Elements<S, V, W>.Bytes>(from, offset, to, count);
        else
            Out<Elements<S, V, W>.Shorts>(from, offset, to, count);
    }

    /// <summary>Every byte is a valid element: those that lie outside have a bit beyond the byte, once the offset is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool InAsBytes(short* from, nint stride, int rows, int count, byte* to, int offset)
    {
        V added = S.Broadcast(Halves.Of(offset, offset)),
            seen = S.Broadcast(0);
        nint lanes = Elements<S, V, W>.Count,
            whole = count / (2 * lanes) * (2 * lanes);
        int rest = 0;
        for (int r = 0; r < rows; r++, from += stride, to += count)
        {
            for (nint i = 0; i < whole; i += 2 * lanes)
            {
                V lower = S.AddHalves(S.Load((int*)(from + i)), added),
                    upper = S.AddHalves(S.Load((int*)(from + i + lanes)), added);
                seen = S.Or(S.Or(lower, upper), seen);
                S.StoreBytes(lower, upper, to + i);
            }
            for (nint i = whole; i < count; i++)
            {
                rest |= from[i] + offset;
                to[i] = (byte)(from[i] + offset);
            }
        }
        ushort* bits = stackalloc ushort[Elements<S, V, W>.Count];
        S.Store(seen, (int*)bits);
        for (int i = 0; i < Elements<S, V, W>.Count; i++)
            rest |= bits[i];
        return (rest & ~byte.MaxValue) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool In<Y>(short* from, nint stride, int rows, int count, byte* to, int bytes, int offset, (short Low, short High) range)
        where Y : struct, IElements<V>
    {
        V added = S.Broadcast(Halves.Of(offset, offset)),
            least = S.Broadcast(Halves.Of(range.High, range.High)),
            greatest = S.Broadcast(Halves.Of(range.Low, range.Low));
        nint lanes = Elements<S, V, W>.Count,
            whole = count / (2 * lanes) * (2 * lanes);
        bool inside = true;
        for (int r = 0; r < rows; r++, from += stride, to += count * bytes)
        {
            for (nint i = 0; i < whole; i += 2 * lanes)
            {
                V lower = S.Load((int*)(from + i)),
                    upper = S.Load((int*)(from + i + lanes));
                least = S.MinHalves(S.MinHalves(least, lower), upper);
                greatest = S.MaxHalves(S.MaxHalves(greatest, lower), upper);
                Y.Store(lower, upper, to, i, added);
            }
            for (nint i = whole; i < count; i++)
            {
                short m = from[i];
                inside &= m >= range.Low && m <= range.High;
                if (bytes == 1)
                    to[i] = (byte)(m + offset);
                else
                    ((short*)to)[i] = m;
            }
        }
        short* ends = stackalloc short[2 * Elements<S, V, W>.Count];
        S.Store(least, (int*)ends);
        S.Store(greatest, (int*)(ends + Elements<S, V, W>.Count));
        for (int i = 0; i < Elements<S, V, W>.Count; i++)
            inside &= ends[i] >= range.Low && ends[Elements<S, V, W>.Count + i] <= range.High;
        return inside;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Out<A>(byte* from, int offset, short* to, int count)
        where A : struct, IElements<V>
    {
        var taken = S.Broadcast(Halves.Of(offset, offset));
        nint i = 0;
        if (count >= Elements<S, V, W>.Count)
        {
            // One vector wherever the rows begin, then whole lines of the cache: stores across two cost most.
            S.Store(A.Load(from, 0, taken), (int*)to);
            i =
                ((nint)to & 1) == 0
                    ? (nint)(-(nint)to & (sizeof(short) * Elements<S, V, W>.Count - 1)) / sizeof(short)
                    : Elements<S, V, W>.Count;
        }
        for (; i + Elements<S, V, W>.Count <= count; i += Elements<S, V, W>.Count)
            S.Store(A.Load(from, i, taken), (int*)(to + i));
        for (; i < count; i++)
            to[i] = (short)(typeof(A) == typeof(Elements<S, V, W>.Shorts) ? ((short*)from)[i] : from[i] - offset);
    }
}
