using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Sorts each row by comparators that leave the greater element on one side: Batcher's merge exchange (Knuth, The Art of Computer
/// Programming, volume 3, section 5.2.2, algorithm M), about log2(n)^2 / 2 levels of maxima and minima.</summary>
internal static class SortingNetwork
{
    /// <summary>The rows (last axis) in descending or ascending order.</summary>
    public static Tensor Sorted(OperatorCall call, Tensor x, bool descending)
    {
        int size = x.Layout[^1],
            last = x.Layout.Rank - 1,
            level = 0;
        foreach (var pairs in Levels(size))
        {
            string part = $"level{level++}";
            call.Graph.Reserve(2L * x.Layout.Count);
            var layout = x.Layout.WithExtent(last, pairs.Count);
            Tensor Side(Func<(int, int), int> of, string side)
            {
                int[][] tables = IndexMaps.Identity(x.Layout);
                tables[last] = [.. pairs.Select(of)];
                return call.Emit.Map(x, layout, IndexMaps.Outer(tables, x.Layout.Strides()), $"{part}/{side}");
            }
            Tensor a = Side(p => p.Item1, "first"),
                b = Side(p => p.Item2, "second");
            var great = call.Emit.Binary(BinaryOperation.Maximum, a, b, $"{part}/greater");
            var small = call.Emit.Binary(BinaryOperation.Minimum, a, b, $"{part}/smaller");
            var (one, other) = descending ? (great, small) : (small, great);
            // from where each element of a row comes: the first or the second of a pair, or itself
            var source = new (int Tensor, int At)[size];
            for (int i = 0; i < size; i++)
                source[i] = (2, i);
            for (int p = 0; p < pairs.Count; p++)
                (source[pairs[p].First], source[pairs[p].Second]) = ((0, p), (1, p));
            int half = layout.Count;
            var map = new int[x.Layout.Count];
            for (int i = 0; i < map.Length; i++)
            {
                var (row, place) = Math.DivRem(i, size);
                var (tensor, at) = source[place];
                map[i] = tensor == 2 ? 2 * half + row * size + at : tensor * half + row * pairs.Count + at;
            }
            x = call.Emit.Map([one, other, x], x.Layout, map, part);
        }
        return x;
    }

    private static IEnumerable<List<(int First, int Second)>> Levels(int size)
    {
        int top = 1;
        while (2 * top < size)
            top *= 2;
        for (int p = size > 1 ? top : 0; p > 0; p /= 2)
        {
            int q = top,
                r = 0;
            for (int d = p; ; (d, q, r) = (q - p, q / 2, p))
            {
                var level = new List<(int, int)>();
                for (int i = 0; i + d < size; i++)
                    if ((i & p) == r)
                        level.Add((i, i + d));
                if (level.Count > 0)
                    yield return level;
                if (q == p)
                    break;
            }
        }
    }
}
