using System.Runtime.CompilerServices;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Trees;

/// <summary>
/// Finds which leaf of a tree each event reaches: all tests of a block for all events, planes of the leaf number by choosing among them,
/// and the planes brought to bytes.
/// Of eight vectors of bytes, byte 4l + q of vector j is event (8q + j) * lanes + l. Of four vectors of two nibbles a byte, vector j holds
/// those of j in the low nibbles, those of j + 4 in the high ones.
/// </summary>
internal static unsafe class LeafNumbers<S, B, P, V, W>
    where S : struct, ISimd<V, W>
    where B : struct, IBits<V>
    where P : struct, IParts
    where V : struct
    where W : struct
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Vectors of leaf numbers of a tree.</summary>
    public const int Vectors = 8;

    /// <summary>Room, in vectors, that a tree of more than one block needs.</summary>
    public const int Scratch = BitTree.MaxLevels + (BitTree.BlockLevels << BitTree.BlockLevels);

    /// <param name="trees">The trees.</param>
    /// <param name="count">How many.</param>
    /// <param name="nodes">Nodes of all trees.</param>
    /// <param name="below">Ways out of all top blocks.</param>
    /// <param name="planes">Planes of all features.</param>
    /// <param name="scratch">Room for <see cref="Scratch"/> vectors.</param>
    /// <param name="numbers">Receives for each tree eight vectors of bytes.</param>
    public static void FindBytes(BitTree* trees, int count, ushort* nodes, int* below, int* planes, int* scratch, int* numbers)
    {
        for (BitTree* tree = trees; tree < trees + count; tree++, numbers += Vectors * S.Lanes)
        {
            Block(nodes + tree->TopNode * P.Count, tree->TopLevels, planes, scratch);
            if (tree->Levels > BitTree.BlockLevels)
                Below(*tree, nodes, below + tree->Below, planes, scratch);
            Bytes(scratch, numbers);
        }
    }

    // At least the limit: by the highest part alone, or it is the limit's and the rest is at least the limit's rest.
    [MethodImpl(Inline)]
    private static V Test(int* planes, ushort* nodes, int number)
    {
        ushort* node = nodes + number * P.Count;
        var result = S.Load(Plane(planes, node[0]));
        if (P.Count > 1)
            result = Test(Plane(planes, node[1]), result);
        if (P.Count > 2)
            result = Test(Plane(planes, node[2]), result);
        if (P.Count > 3)
            result = Test(Plane(planes, node[3]), result);
        return result;
    }

    [MethodImpl(Inline)]
    private static V Test(int* plane, V rest) => B.OrAnd(S.Load(plane + S.Lanes), S.Load(plane), rest);

    [MethodImpl(Inline)]
    private static int* Plane(int* planes, ushort offset) => (int*)((long*)planes + offset);

    /// <summary>One plane for each level; set where the event fails the test that it meets there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(ushort* node, int levels, int* planes, int* result)
    {
        int n = S.Lanes;
        V second = default,
            third = default,
            root = Test(planes, node, 0);
        if (levels > 1)
            second = Second(node, planes, root);
        if (levels > 2)
            third = Third(node, planes, root, second);
        S.Store(root, result);
        S.Store(second, result + n);
        S.Store(third, result + 2 * n);
        if (levels > 3)
            S.Store(Fourth(node, planes, root, second, third), result + 3 * n);
    }

    [MethodImpl(Inline)]
    private static V Second(ushort* node, int* planes, V root) => S.Select(root, Test(planes, node, 2), Test(planes, node, 1));

    [MethodImpl(Inline)]
    private static V Third(ushort* node, int* planes, V root, V second)
    {
        V passed = S.Select(second, Test(planes, node, 4), Test(planes, node, 3)),
            failed = S.Select(second, Test(planes, node, 6), Test(planes, node, 5));
        return S.Select(root, failed, passed);
    }

    [MethodImpl(Inline)]
    private static V Fourth(ushort* node, int* planes, V root, V second, V third)
    {
        V a = S.Select(third, Test(planes, node, 8), Test(planes, node, 7)),
            b = S.Select(third, Test(planes, node, 10), Test(planes, node, 9));
        V passed = S.Select(second, b, a);
        a = S.Select(third, Test(planes, node, 12), Test(planes, node, 11));
        b = S.Select(third, Test(planes, node, 14), Test(planes, node, 13));
        return S.Select(root, S.Select(second, b, a), passed);
    }

    private static void Below(in BitTree tree, ushort* nodes, int* below, int* planes, int* scratch)
    {
        int n = S.Lanes,
            ways = 1 << tree.TopLevels;
        int* found = scratch + BitTree.MaxLevels * n;
        for (int way = 0; way < ways; way++)
            if (below[way] >= 0)
                Block(nodes + below[way] * P.Count, BitTree.BlockLevels, planes, found + way * BitTree.BlockLevels * n);
        // The last level of the top block chooses between neighbours, the one before between what is left.
        for (int level = tree.TopLevels - 1; level >= 0; level--)
        {
            var failed = S.Load(scratch + level * n);
            ways /= 2;
            int* to = level == 0 ? scratch + tree.TopLevels * n : found;
            for (int way = 0; way < ways; way++)
            {
                int* from = found + 2 * way * BitTree.BlockLevels * n;
                for (int i = 0; i < BitTree.BlockLevels; i++)
                    S.Store(
                        S.Select(failed, S.Load(from + (BitTree.BlockLevels + i) * n), S.Load(from + i * n)),
                        to + (way * BitTree.BlockLevels + i) * n
                    );
            }
        }
    }

    // Bits of events j and j + 4 of each byte as two nibbles, for j = 0, 2, 1, 3.
    [MethodImpl(Inline)]
    private static void Merge(V ones, V twos, V a, V b, V c, V d, out V first, out V third, out V second, out V fourth)
    {
        V evenLow = S.Select(ones, a, S.ShiftLeft(b, 1)),
            oddLow = S.Select(ones, S.ShiftRight(a, 1), b);
        V evenHigh = S.Select(ones, c, S.ShiftLeft(d, 1)),
            oddHigh = S.Select(ones, S.ShiftRight(c, 1), d);
        first = S.Select(twos, evenLow, S.ShiftLeft(evenHigh, 2));
        third = S.Select(twos, S.ShiftRight(evenLow, 2), evenHigh);
        second = S.Select(twos, oddLow, S.ShiftLeft(oddHigh, 2));
        fourth = S.Select(twos, S.ShiftRight(oddLow, 2), oddHigh);
    }

    [MethodImpl(Inline)]
    private static void Merge(int* bits, out V first, out V third, out V second, out V fourth) =>
        Merge(
            S.Broadcast(0x55555555),
            S.Broadcast(0x33333333),
            S.Load(bits),
            S.Load(bits + S.Lanes),
            S.Load(bits + 2 * S.Lanes),
            S.Load(bits + 3 * S.Lanes),
            out first,
            out third,
            out second,
            out fourth
        );

    /// <summary>
    /// Of trees of at most four levels. Levels that are not there may be anything: their leaves are the same.
    /// </summary>
    /// <param name="trees">The trees.</param>
    /// <param name="count">How many.</param>
    /// <param name="nodes">Nodes of all trees.</param>
    /// <param name="planes">Planes of all features.</param>
    /// <param name="numbers">Receives for each tree four vectors of nibbles.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FindNibbles(BitTree* trees, int count, ushort* nodes, int* planes, int* numbers)
    {
        int n = S.Lanes;
        V ones = S.Broadcast(0x55555555),
            twos = S.Broadcast(0x33333333);
        for (BitTree* tree = trees; tree < trees + count; tree++, numbers += Vectors / 2 * n)
        {
            ushort* node = nodes + tree->TopNode * P.Count;
            V root = Test(planes, node, 0),
                second = root,
                third = root,
                fourth = root;
            if (tree->Levels > 1)
                second = Second(node, planes, root);
            if (tree->Levels > 2)
                third = Third(node, planes, root, second);
            if (tree->Levels > 3)
                fourth = Fourth(node, planes, root, second, third);
            Merge(ones, twos, root, second, third, fourth, out V e, out V f, out V g, out V h);
            S.Store(e, numbers);
            S.Store(g, numbers + n);
            S.Store(f, numbers + 2 * n);
            S.Store(h, numbers + 3 * n);
        }
    }

    private static void Bytes(int* bits, int* numbers)
    {
        int n = S.Lanes;
        V nibbles = S.Broadcast(0x0F0F0F0F);
        Merge(bits, out V e, out V f, out V g, out V h);
        Merge(bits + BitTree.BlockLevels * n, out V i, out V j, out V k, out V l);
        S.Store(S.Select(nibbles, e, S.ShiftLeft(i, 4)), numbers);
        S.Store(S.Select(nibbles, g, S.ShiftLeft(k, 4)), numbers + n);
        S.Store(S.Select(nibbles, f, S.ShiftLeft(j, 4)), numbers + 2 * n);
        S.Store(S.Select(nibbles, h, S.ShiftLeft(l, 4)), numbers + 3 * n);
        S.Store(S.Select(nibbles, S.ShiftRight(e, 4), i), numbers + 4 * n);
        S.Store(S.Select(nibbles, S.ShiftRight(g, 4), k), numbers + 5 * n);
        S.Store(S.Select(nibbles, S.ShiftRight(f, 4), j), numbers + 6 * n);
        S.Store(S.Select(nibbles, S.ShiftRight(h, 4), l), numbers + 7 * n);
    }
}
