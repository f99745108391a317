using System.Runtime.CompilerServices;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Trees;

/// <summary>
/// Makes planes (bit v of lane l is event v * lanes + l) of the one or two elements of a slot: their bits by transposing 32 vectors as 32 x
/// 32 bits in every lane at once
/// (Warren, Hacker's Delight, 7-3), and from these whether each part of an element is at least k, for every k.
/// </summary>
internal sealed unsafe class SlotPlanes<S, B, V, W>
    where S : struct, ISimd<V, W>
    where B : struct, IBits<V>
    where V : struct
    where W : struct
{
    /// <summary>Vectors that are transposed at once.</summary>
    public const int Vectors = 32;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly int slot;
    private readonly bool pair;
    private readonly int low;
    private readonly int high;
    private readonly int scale;
    private readonly bool scaled;
    private readonly (FeatureBits Feature, int FirstBit, Pinned<byte>? Ranks)[] features;

    /// <param name="slot">Number of the slot.</param>
    /// <param name="elements">Its elements, with their places.</param>
    public SlotPlanes(int slot, (FeatureBits Feature, Row Row)[] elements)
    {
        this.slot = slot;
        pair = elements[0].Row.Kind != RowKind.Int32;
        features =
        [
            .. elements.Select(e => (e.Feature, 16 * e.Row.Part, e.Feature.Ranks is { } ranks ? new Pinned<byte>(ranks.Tables) : null)),
        ];
        scaled = elements.Any(e => e.Feature.Ranks is { Scale: > 0 });
        foreach (var (feature, row) in elements)
        {
            low |= pair ? (ushort)feature.Low << (16 * row.Part) : (int)feature.Low;
            high |= pair ? (ushort)feature.High << (16 * row.Part) : (int)feature.High;
            scale |= 1 << (feature.Ranks?.Scale ?? 0) + 16 * row.Part;
        }
    }

    /// <param name="tiles">The first tile.</param>
    /// <param name="stride">Bytes from a tile to the next.</param>
    /// <param name="count">Tiles.</param>
    /// <param name="bits">Room for the transposed vectors.</param>
    /// <param name="planes">The planes of all features.</param>
    public void Make(byte* tiles, nint stride, int count, int* bits, int* planes)
    {
        int lanes = S.Lanes,
            used = Math.Min(Vectors, count * (Tile.Events / lanes));
        byte* from = tiles + (nint)slot * sizeof(int) * Tile.Events;
        if (pair)
            Limit<Halves>(from, stride, used, bits);
        else
            Limit<Words>(from, stride, used, bits);
        if (features[0].Ranks is null)
            for (int k = 0; k < Vectors; k += 8)
                Eighth(bits + k * lanes);
        foreach (var (feature, firstBit, ranks) in features)
        {
            if (ranks is not null)
            {
                ByteRanks<S, B, V, W>.Find(feature.Ranks!, ranks.Pointer, bits + firstBit * lanes);
                Eighth(bits + firstBit * lanes);
            }
            int* bit = bits + (firstBit + feature.Shift) * lanes;
            for (int part = 0; part < feature.Bits.Length; part++)
            {
                AtLeast(bit, feature.Bits[part], planes + feature.FirstPlane[part] * lanes);
                bit += feature.Bits[part] * lanes;
            }
        }
    }

    private void Limit<L>(byte* from, nint stride, int used, int* bits)
        where L : struct, ILimit
    {
        if (scaled)
            Quarters<Scaled<L>>(from, stride, used, bits);
        else
            Quarters<L>(from, stride, used, bits);
    }

    // Vectors of events that are not there may be any: the first is taken again.
    [MethodImpl(Inline)]
    private static V Row(byte* from, nint stride, uint v, uint used)
    {
        uint inTile = (uint)(Tile.Events / S.Lanes),
            row = v < used ? v : 0;
        return S.Load((int*)(from + (nint)(row / inTile) * stride) + row % inTile * (uint)S.Lanes);
    }

    [MethodImpl(Inline)]
    private static void Exchange(ref V a, ref V b, V mask, int shift)
    {
        var merged = S.Select(mask, a, S.ShiftLeft(b, shift));
        b = S.Select(mask, S.ShiftRight(a, shift), b);
        a = merged;
    }

    // Steps 16 and 8, of rows k, k + 8, k + 16 and k + 24 together.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Quarters<L>(byte* from, nint stride, int used, int* at)
        where L : struct, ILimit
    {
        V least = S.Broadcast(low),
            greatest = S.Broadcast(high),
            factor = S.Broadcast(scale),
            halves = S.Broadcast(0x0000FFFF),
            bytes = S.Broadcast(0x00FF00FF);
        int step = 8 * S.Lanes;
        for (uint k = 0; k < 8; k++, at += S.Lanes)
        {
            V a = L.Limit(Row(from, stride, k, (uint)used), least, greatest, factor),
                b = L.Limit(Row(from, stride, k + 8, (uint)used), least, greatest, factor),
                c = L.Limit(Row(from, stride, k + 16, (uint)used), least, greatest, factor),
                d = L.Limit(Row(from, stride, k + 24, (uint)used), least, greatest, factor);
            Exchange(ref a, ref c, halves, 16);
            Exchange(ref b, ref d, halves, 16);
            Exchange(ref a, ref b, bytes, 8);
            Exchange(ref c, ref d, bytes, 8);
            S.Store(a, at);
            S.Store(b, at + step);
            S.Store(c, at + 2 * step);
            S.Store(d, at + 3 * step);
        }
    }

    // Steps 4, 2 and 1 of eight rows.
    private static void Eighth(int* at)
    {
        int n = S.Lanes;
        V a = S.Load(at),
            b = S.Load(at + n),
            c = S.Load(at + 2 * n),
            d = S.Load(at + 3 * n),
            e = S.Load(at + 4 * n),
            f = S.Load(at + 5 * n),
            g = S.Load(at + 6 * n),
            h = S.Load(at + 7 * n);
        V nibbles = S.Broadcast(0x0F0F0F0F),
            twos = S.Broadcast(0x33333333),
            ones = S.Broadcast(0x55555555);
        Exchange(ref a, ref e, nibbles, 4);
        Exchange(ref b, ref f, nibbles, 4);
        Exchange(ref c, ref g, nibbles, 4);
        Exchange(ref d, ref h, nibbles, 4);
        Exchange(ref a, ref c, twos, 2);
        Exchange(ref b, ref d, twos, 2);
        Exchange(ref e, ref g, twos, 2);
        Exchange(ref f, ref h, twos, 2);
        Exchange(ref a, ref b, ones, 1);
        Exchange(ref c, ref d, ones, 1);
        Exchange(ref e, ref f, ones, 1);
        Exchange(ref g, ref h, ones, 1);
        S.Store(a, at);
        S.Store(b, at + n);
        S.Store(c, at + 2 * n);
        S.Store(d, at + 3 * n);
        S.Store(e, at + 4 * n);
        S.Store(f, at + 5 * n);
        S.Store(g, at + 6 * n);
        S.Store(h, at + 7 * n);
    }

    /// <summary>
    /// Planes k = 0 to 2^bits of "at least k", from the highest bit to the lowest: without the bits below bit i, it is at least the odd
    /// multiple m of 2^i where it is at least m + 2^i without bit i as well, or at least m - 2^i and has bit i.
    /// </summary>
    private static void AtLeast(int* bit, int bits, int* planes)
    {
        int lanes = S.Lanes,
            end = lanes << bits;
        S.Store(S.Broadcast(-1), planes);
        S.Store(S.Broadcast(0), planes + end);
        for (int i = bits - 1; i >= (bits < 3 ? 0 : 3); i--)
        {
            int step = lanes << i;
            var has = S.Load(bit + i * lanes);
            var below = S.Load(planes);
            for (int k = step; k < end; k += 2 * step)
            {
                var above = S.Load(planes + k + step);
                S.Store(B.OrAnd(above, below, has), planes + k);
                below = above;
            }
        }
        if (bits >= 3)
            ThreeBits(bit, planes, end);
    }

    // The same for bits 2, 1 and 0 at once.
    private static void ThreeBits(int* bit, int* planes, int end)
    {
        int n = S.Lanes;
        V two = S.Load(bit + 2 * n),
            one = S.Load(bit + n),
            zero = S.Load(bit),
            first = S.Load(planes);
        for (int k = 0; k < end; k += 8 * n)
        {
            V last = S.Load(planes + k + 8 * n),
                fourth = B.OrAnd(last, first, two),
                second = B.OrAnd(fourth, first, one),
                sixth = B.OrAnd(last, fourth, one);
            S.Store(B.OrAnd(second, first, zero), planes + k + n);
            S.Store(second, planes + k + 2 * n);
            S.Store(B.OrAnd(fourth, second, zero), planes + k + 3 * n);
            S.Store(fourth, planes + k + 4 * n);
            S.Store(B.OrAnd(sixth, fourth, zero), planes + k + 5 * n);
            S.Store(sixth, planes + k + 6 * n);
            S.Store(B.OrAnd(last, sixth, zero), planes + k + 7 * n);
            first = last;
        }
    }

    private interface ILimit
    {
        static abstract V Limit(V x, V least, V greatest, V scale);
    }

    private readonly struct Halves : ILimit
    {
        [MethodImpl(Inline)]
        public static V Limit(V x, V least, V greatest, V scale) => S.SubtractHalves(S.MinHalves(S.MaxHalves(x, least), greatest), least);
    }

    private readonly struct Words : ILimit
    {
        [MethodImpl(Inline)]
        public static V Limit(V x, V least, V greatest, V scale) => S.Subtract(S.Min(S.Max(x, least), greatest), least);
    }

    private readonly struct Scaled<L> : ILimit
        where L : struct, ILimit
    {
        [MethodImpl(Inline)]
        public static V Limit(V x, V least, V greatest, V scale) => S.MultiplyHalves(L.Limit(x, least, greatest, scale), scale);
    }
}
