using FastAI.Emulation.Kernels;

namespace FastAI.Emulation.Planning;

/// <summary>Lays an affine node out for <see cref="AffineOutputs{S, V, W}"/>: the sums of a position side by side in the order of their
/// targets, equal weights stored once.</summary>
/// <param name="fused">The affine map.</param>
/// <param name="source">Where its operand's elements are kept, as pairs.</param>
/// <param name="result">The tensor written.</param>
/// <param name="lanes">32-bit lanes of a vector.</param>
internal sealed class OutputLayout(FusedAffine fused, Element[] source, Tensor result, int lanes)
{
    private readonly (int Block, int Position, int Column)[] origin = AffineLayout.Origins(fused.Affine);
    private readonly List<OutputGroup> groups = [];
    private readonly List<int> units = [];
    private readonly List<int> weights = [];
    private readonly List<int> members = [];
    private readonly Dictionary<string, int> shared = new(StringComparer.Ordinal);

    public OutputData Build()
    {
        foreach (var position in Enumerable.Range(0, result.Count).GroupBy(i => (OriginOf(i).Block, OriginOf(i).Position)))
            Add(position.Key.Block, position.Key.Position, [.. position.OrderBy(WordOf)]);
        KeepStores();
        var blocks = fused.Affine.Blocks;
        return new OutputData(
            [.. groups],
            [.. units],
            [.. weights],
            [.. members.Select(m => m < 0 ? 0 : unchecked((int)blocks[OriginOf(m).Block].Bias[OriginOf(m).Column] << fused.Scale))],
            [.. members.Select(m => m < 0 ? default : fused.Requantize[m])],
            [.. members.Select(m => m < 0 ? default : result.Row(m))]
        );
    }

    private (int Block, int Position, int Column) OriginOf(int element) => origin[fused.Source is null ? element : fused.Source[element]];

    /// <summary>The 16-bit word of the tile in which an element begins.</summary>
    private int WordOf(int element) => 2 * result.Row(element).Slot + (result.Row(element).Kind == RowKind.High16 ? 1 : 0);

    private void Add(int b, int position, int[] elements)
    {
        var terms = SlotTerms.Of(fused.Affine.Blocks[b], position, source, Storage.Pairs);
        int unitStart = units.Count;
        units.AddRange(terms.Slots);
        for (int first = 0; first < elements.Length; )
        {
            int left = elements.Length - first,
                vectors = left > 2 * lanes ? 4
                : left > lanes ? 2
                : 1,
                count = Math.Min(left, vectors * lanes);
            var chunk = elements.AsSpan(first, count);
            groups.Add(
                new OutputGroup
                {
                    Units = unitStart,
                    Count = terms.Slots.Length,
                    Vectors = vectors,
                    Outputs = count,
                    Weights = WeightsOf(b, terms, chunk, vectors * lanes),
                    Lanes = members.Count,
                    Start = StartOf(chunk),
                }
            );
            members.AddRange(chunk);
            members.AddRange(Enumerable.Repeat(-1, vectors * lanes - count));
            first += count;
        }
    }

    /// <summary>The word where the elements begin if they lie one after another, else -1.</summary>
    private int StartOf(ReadOnlySpan<int> elements)
    {
        if (result.Storage != Storage.Pairs)
            return -1;
        int start = WordOf(elements[0]);
        for (int i = 1; i < elements.Length; i++)
            if (WordOf(elements[i]) != start + i)
                return -1;
        return start;
    }

    /// <summary>
    /// Stores of whole vectors may run past a group's last output. Where every group is stored so, and in ascending order, the next one
    /// puts that right, and the last runs into the padding behind the tensor. Else only full vectors and those at the end are kept.
    /// </summary>
    private void KeepStores()
    {
        if (groups.TrueForAll(g => g.Start >= 0))
        {
            groups.Sort((a, b) => a.Start.CompareTo(b.Start));
            return;
        }
        int end = 2 * result.Base + result.Count;
        for (int i = 0; i < groups.Count; i++)
            if (groups[i].Outputs < groups[i].Vectors * lanes && groups[i].Start + groups[i].Outputs < end)
                groups[i] = groups[i] with { Start = -1 };
    }

    private int WeightsOf(int b, SlotTerms terms, ReadOnlySpan<int> elements, int width)
    {
        var block = fused.Affine.Blocks[b];
        int[] columns = [.. elements.ToArray().Select(e => OriginOf(e).Column)];
        string key = $"{b}:{terms.Pattern}:{string.Join(',', columns)}";
        if (shared.TryGetValue(key, out int known))
            return known;
        int start = shared[key] = weights.Count;
        for (int u = 0; u < terms.Slots.Length; u++)
        {
            foreach (int column in columns)
                weights.Add((int)terms.Weight(block, u, column, fused.Scale));
            for (int i = columns.Length; i < width; i++)
                weights.Add(0);
        }
        return start;
    }
}
