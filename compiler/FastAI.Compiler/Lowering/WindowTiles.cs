using FastAI.Compiler.ConstantMatrix;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// Takes neighbouring positions of a convolution together as one matrix from all words that they read to all their sums, so that sums which
/// windows share are looked for: a tap of one window is another tap of the next.
/// </summary>
/// <remarks>
/// Positions follow each other in a run while each overlaps the one before in the same way, as along a row of an image; a run is cut into
/// tiles of nearly the same length. Tiles whose windows overlap alike are positions of one block; windows that read padding stand alone.
/// </remarks>
internal static class WindowTiles
{
    /// <summary>Nonzero digits of a tile's matrix.</summary>
    private const long LargestDigits = 1500;

    /// <summary>Blocks that compute what <paramref name="block"/> does and write the same elements; null where no windows overlap or two of
    /// them are too large.</summary>
    public static AffineBlock[]? Of(AffineBlock block)
    {
        // a window may read a word twice, and its weights add up
        long largest = ConstantMatrixProblem.LargestWeight / block.Rows;
        if (block.Positions < 2 || block.Weights.Any(w => w > largest || w < -largest))
            return null;
        long digits = block.Weights.Sum(w => (long)SignedDigits.Weight(w));
        int longest = (int)Math.Min(block.Positions, LargestDigits / Math.Max(1, digits));
        if (longest < 2)
            return null;
        var tiles = new Dictionary<TileShape, List<int>>();
        var order = new List<TileShape>();
        bool joined = false;
        for (int p = 0; p < block.Positions; )
        {
            int run = RunFrom(block, p),
                count = (run + longest - 1) / longest;
            for (int k = 0; k < count; k++)
            {
                int first = p + (int)((long)run * k / count),
                    end = p + (int)((long)run * (k + 1) / count);
                var shape = TileShape.Of(block, first, end - first);
                if (!tiles.TryGetValue(shape, out List<int>? same))
                {
                    tiles.Add(shape, same = []);
                    order.Add(shape);
                }
                same.Add(first);
                joined |= end - first > 1;
            }
            p += run;
        }
        return joined ? [.. order.Select(s => s.Join(block, tiles[s]))] : null;
    }

    /// <summary>Number of positions from <paramref name="first"/> on that overlap each other in the same way.</summary>
    private static int RunFrom(AffineBlock block, int first)
    {
        int[]? step = null;
        int end = first + 1;
        for (; end < block.Positions; end++)
        {
            int[]? next = Step(block, end - 1);
            if (next is null || (step is not null && !step.AsSpan().SequenceEqual(next)))
                break;
            step = next;
        }
        return end - first;
    }

    /// <summary>For each row of the position after <paramref name="position"/> the row here that reads the same word, or -1; null where
    /// they have no word in common or either reads padding.</summary>
    private static int[]? Step(AffineBlock block, int position)
    {
        ReadOnlySpan<int> here = Window(block, position),
            there = Window(block, position + 1);
        if (here.Contains(-1) || there.Contains(-1))
            return null;
        var rows = new Dictionary<int, int>();
        for (int k = 0; k < here.Length; k++)
            rows.TryAdd(here[k], k);
        var step = new int[there.Length];
        bool any = false;
        for (int k = 0; k < there.Length; k++)
        {
            step[k] = rows.GetValueOrDefault(there[k], -1);
            any |= step[k] >= 0;
        }
        return any ? step : null;
    }

    private static ReadOnlySpan<int> Window(AffineBlock block, int position) =>
        block.InputMap.AsSpan().Slice(position * block.Rows, block.Rows);
}
