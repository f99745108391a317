using FastAI.Emulation.Kernels;

namespace FastAI.Emulation.Planning;

/// <summary>Lays an affine map out for <see cref="RowProducts{P, T}"/>; equal weights are stored once, so that a
/// convolution keeps one copy of its kernel.</summary>
/// <param name="chain">The map.</param>
/// <param name="partition">Its results, cut into items.</param>
/// <param name="operand">The tensor that it reads.</param>
/// <param name="source">Which of its elements each input element is.</param>
/// <param name="targetOffset">What is added to every stored result.</param>
internal sealed unsafe class RowLayout<T>(FusedAffine chain, RowPartition partition, EventTensor operand, int[] source, int targetOffset)
    where T : struct, IRowTarget
{
    private const int Lanes = 8;

    private readonly List<RowItem> items = [];
    private readonly List<int> units = [];
    private readonly List<int> weights = [];
    private readonly List<int> bias = [];
    private readonly List<byte> limits = [];
    private readonly Dictionary<string, int> shared = new(StringComparer.Ordinal);
    private (int, int)[] lastPositions = [];
    private RowCover? last;
    private int unitsOfLast;

    public RowData Build()
    {
        foreach (var (first, count, vectors) in partition.Items)
            Add(first, count, vectors);
        return new RowData([.. items], [.. units], [.. weights], [.. bias], [.. limits]);
    }

    private void Add(int first, int count, int vectors)
    {
        // Spare lanes repeat the last result, so that they hold what a result may hold.
        int[] results = [.. Enumerable.Range(0, vectors * Lanes).Select(i => partition.Order[first + Math.Min(i, count - 1)])];
        var origins = Array.ConvertAll(results, partition.OriginOf);
        (int Block, int Position)[] positions = [.. origins.Select(o => (o.Block, o.Position)).Distinct()];
        if (last is null || !lastPositions.AsSpan().SequenceEqual(positions))
        {
            (last, lastPositions, unitsOfLast) = (new RowCover(chain.Affine.Blocks, positions, operand, source), positions, units.Count);
            units.AddRange(last.Units);
        }
        int[] lanes = [.. Enumerable.Range(0, results.Length).Select(lane => T.Column(vectors, lane))];
        items.Add(
            new RowItem
            {
                Vectors = vectors,
                Unit = unitsOfLast,
                Units = last.Units.Count,
                Pairs = last.Pairs,
                Weights = WeightsOf(last, origins, positions, lanes),
                Bias = bias.Count,
                Limits = limits.Count,
                Target = first * T.Bytes,
            }
        );
        var simple = Array.ConvertAll(results, r => SimpleLimit.Of(chain.Requantize[r].WithHalfAdded()));
        foreach (int lane in lanes)
            bias.Add(
                unchecked((int)(BiasOf(origins[lane]) + chain.Requantize[results[lane]].Half + ((long)targetOffset << simple[lane].Shift)))
            );
        var ends = Array.ConvertAll(simple, l => l.Moved(targetOffset));
        byte[] prepared = new byte[results.Length * T.LimitBytes];
        fixed (byte* to = prepared)
            T.Prepare(ends, to);
        limits.AddRange(prepared);
    }

    private int WeightsOf(
        RowCover cover,
        (int Block, int Position, int Column)[] origins,
        (int Block, int Position)[] positions,
        int[] lanes
    )
    {
        string key =
            $"{cover.Pattern}|{string.Join(',', origins.Select(o => (o.Block, Array.IndexOf(positions, (o.Block, o.Position)), o.Column)))}";
        if (shared.TryGetValue(key, out int known))
            return known;
        int start = shared[key] = weights.Count;
        int[] position = [.. origins.Select(o => Array.IndexOf(positions, (o.Block, o.Position)))];
        for (int u = 0; u < cover.Units.Count; u++)
            foreach (int lane in lanes)
                weights.Add(cover.Weight(chain.Affine.Blocks[origins[lane].Block], u, position[lane], origins[lane].Column, chain.Scale));
        return start;
    }

    /// <summary>The bias less what the offset of stored elements adds to the sum, modulo 2^64.</summary>
    private long BiasOf((int Block, int Position, int Column) of)
    {
        var block = chain.Affine.Blocks[of.Block];
        long sum = block.Bias[of.Column] << chain.Scale;
        if (operand.Offset == 0)
            return sum;
        for (int k = 0; k < block.Rows; k++)
            if (block.InputMap[of.Position * block.Rows + k] >= 0)
                sum -= operand.Offset * (block.Weight(k, of.Column) << chain.Scale);
        return sum;
    }
}
