using System.Runtime.InteropServices;
using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// Lays an affine node out for its kernel: sums that read the same slots are grouped by four, the slots read are listed once a position,
/// and equal weights are stored once, so that a convolution keeps one copy of its kernel. Slots whose weights are all zero in a group are
/// left out where that saves a quarter or more.
/// </summary>
internal sealed class AffineLayout
{
    private readonly FusedAffine fused;
    private readonly Element[] source;
    private readonly Tensor result;
    private readonly Storage storage;
    private readonly int trash;
    private readonly (int Block, int Position, int Column)[] origin;
    private readonly List<int> units = [];
    private readonly List<long> weights = [];
    private readonly List<AffineGroup> groups = [];
    private readonly List<int> members = [];
    private readonly Dictionary<WeightKey, (int Start, int[]? Kept)> shared = [];
    private SlotTerms? last;
    private (int Block, int Position) lastOf;
    private int lastUnits;

    /// <param name="fused">The affine map.</param>
    /// <param name="source">The kept element that each input element is, in the storage that the kernel reads.</param>
    /// <param name="result">The tensor written.</param>
    /// <param name="storage">In which the operand is kept.</param>
    /// <param name="trash">Four slots that no step reads.</param>
    public AffineLayout(FusedAffine fused, Element[] source, Tensor result, Storage storage, int trash)
    {
        (this.fused, this.source, this.result, this.storage, this.trash) = (fused, source, result, storage, trash);
        origin = Origins(fused.Affine);
    }

    public AffineData Build()
    {
        var open = new List<int[]>();
        foreach (int[] unit in ResultUnits())
        {
            int size = Tensor.ElementsInSlot(result.Storage);
            bool full = open.Count * size + size > AffineGroup.Outputs;
            if (full || (open.Count > 0 && !Overlap(open, unit)))
            {
                Close(open);
                open.Clear();
            }
            open.Add(unit);
        }
        if (open.Count > 0)
            Close(open);

        var blocks = fused.Affine.Blocks;
        return new AffineData(
            [.. groups],
            [.. units],
            [.. weights],
            [.. members.Select(m => m < 0 ? 0 : (blocks[OriginOf(m).Block].Bias[OriginOf(m).Column] << fused.Scale) - OffsetsIn(m))],
            [.. members.Select(m => m < 0 ? default : fused.Requantize[m])],
            [.. members.Select((m, i) => m >= 0 ? result.Row(m) : Spare(i))],
            result.Storage,
            result.Offset,
            trash
        );
    }

    /// <summary>What the offsets of stored elements add to an output's sum, modulo 2^64.</summary>
    private long OffsetsIn(int element)
    {
        if (storage != Storage.Bytes)
            return 0;
        var (b, position, column) = OriginOf(element);
        var block = fused.Affine.Blocks[b];
        long sum = 0;
        for (int k = 0; k < block.Rows; k++)
            if (block.InputMap[position * block.Rows + k] is >= 0 and var index)
                sum += source[index].Tensor.Offset * (block.Weight(k, column) << fused.Scale);
        return sum;
    }

    /// <summary>For each element of an affine node the block, position and column that make it.</summary>
    public static (int Block, int Position, int Column)[] Origins(AffineNode affine)
    {
        var origin = new (int, int, int)[affine.Type.Count];
        for (int b = 0; b < affine.Blocks.Length; b++)
        {
            var block = affine.Blocks[b];
            for (int i = 0; i < block.OutputMap.Length; i++)
                origin[block.OutputMap[i]] = (b, i / block.Columns, i % block.Columns);
        }
        return origin;
    }

    private (int Block, int Position, int Column) OriginOf(int element) => origin[fused.Source is null ? element : fused.Source[element]];

    /// <summary>Where a sum that does not exist is written: beside its partner, or to the spare slots.</summary>
    private Row Spare(int member)
    {
        int partner = member ^ 1;
        if (result.Storage != Storage.Pairs)
            return new Row(trash, result.Storage == Storage.Int64 ? RowKind.Int64 : RowKind.Int32);
        return new Row(
            members[partner] >= 0 ? result.Row(members[partner]).Slot : trash,
            (member & 1) == 0 ? RowKind.Low16 : RowKind.High16
        );
    }

    /// <summary>The elements of each slot of the result, those of one position together.</summary>
    private IEnumerable<int[]> ResultUnits() =>
        Enumerable
            .Range(0, result.Count)
            .GroupBy(i => result.Local(i).Slot)
            .Select(g => g.OrderBy(i => result.Local(i).Kind).ToArray())
            .OrderBy(u => OriginOf(u[0]).Block)
            .ThenBy(u => OriginOf(u[0]).Position)
            .ThenBy(u => SamePosition(u) ? 0 : 1);

    private bool SamePosition(int[] elements)
    {
        var first = OriginOf(elements[0]);
        foreach (int e in elements)
            if (OriginOf(e).Block != first.Block || OriginOf(e).Position != first.Position)
                return false;
        return true;
    }

    /// <summary>Whether one group of both reads fewer slots than two groups do.</summary>
    private bool Overlap(List<int[]> open, int[] unit)
    {
        int[] all = [.. open.SelectMany(u => u), .. unit];
        if (SamePosition(all))
            return true;
        int[] before = [.. open.SelectMany(u => u)];
        return SlotsOf(all).Count < SlotsOf(before).Count + SlotsOf(unit).Count;
    }

    private HashSet<int> SlotsOf(int[] elements)
    {
        var slots = new HashSet<int>();
        foreach (var (block, position) in elements.Select(e => (OriginOf(e).Block, OriginOf(e).Position)).Distinct())
        foreach (
            int k in fused
                .Affine.Blocks[block]
                .InputMap.AsSpan()
                .Slice(position * fused.Affine.Blocks[block].Rows, fused.Affine.Blocks[block].Rows)
        )
            if (k >= 0)
                slots.Add(source[k].Row.Slot);
        return slots;
    }

    private void Close(List<int[]> open)
    {
        int first = members.Count;
        foreach (int[] unit in open)
        {
            members.AddRange(unit);
            if (unit.Length == 1 && result.Storage == Storage.Pairs)
                members.Add(-1);
        }
        while (members.Count < first + AffineGroup.Outputs)
            members.Add(-1);
        int[] outputs = [.. members.Skip(first)];
        groups.Add(SamePosition([.. outputs.Where(m => m >= 0)]) ? OnePosition(outputs) : Mixed(outputs));
    }

    private AffineGroup OnePosition(int[] outputs)
    {
        var (b, position, _) = OriginOf(outputs.First(m => m >= 0));
        var block = fused.Affine.Blocks[b];
        if (last is null || lastOf != (b, position))
        {
            last = TermsOf(b, position);
            lastOf = (b, position);
            lastUnits = units.Count;
            units.AddRange(last.Slots);
        }
        int Column(int i) => outputs[i] < 0 ? -1 : OriginOf(outputs[i]).Column;
        var key = new WeightKey(b, last.Pattern, Column(0), Column(1), Column(2), Column(3));
        if (!shared.TryGetValue(key, out var stored))
            shared[key] = stored = Store(block, last, key);
        if (stored.Kept is null)
            return new AffineGroup
            {
                Units = lastUnits,
                Count = last.Slots.Length,
                Weights = stored.Start,
            };
        int start = units.Count;
        foreach (int u in stored.Kept)
            units.Add(last.Slots[u]);
        return new AffineGroup
        {
            Units = start,
            Count = stored.Kept.Length,
            Weights = stored.Start,
        };
    }

    private (int Start, int[]? Kept) Store(AffineBlock block, SlotTerms terms, WeightKey key)
    {
        int start = weights.Count;
        var kept = new List<int>();
        for (int u = 0; u < terms.Slots.Length; u++)
        {
            long w0 = Weight(block, terms, u, key.Column0),
                w1 = Weight(block, terms, u, key.Column1),
                w2 = Weight(block, terms, u, key.Column2),
                w3 = Weight(block, terms, u, key.Column3);
            weights.AddRange([w0, w1, w2, w3]);
            if ((w0 | w1 | w2 | w3) != 0)
                kept.Add(u);
        }
        if (4 * kept.Count > 3 * terms.Slots.Length)
            return (start, null);
        for (int i = 0; i < kept.Count; i++)
        for (int m = 0; m < AffineGroup.Outputs; m++)
            weights[start + i * AffineGroup.Outputs + m] = weights[start + kept[i] * AffineGroup.Outputs + m];
        CollectionsMarshal.SetCount(weights, start + kept.Count * AffineGroup.Outputs);
        return (start, [.. kept]);
    }

    private AffineGroup Mixed(int[] outputs)
    {
        var list = new Dictionary<(int Slot, int Copy), long[]>();
        for (int m = 0; m < outputs.Length; m++)
        {
            if (outputs[m] < 0)
                continue;
            var (b, position, column) = OriginOf(outputs[m]);
            var terms = TermsOf(b, position);
            var copies = new Dictionary<int, int>();
            for (int u = 0; u < terms.Slots.Length; u++)
            {
                int copy = CollectionsMarshal.GetValueRefOrAddDefault(copies, terms.Slots[u], out _)++;
                var key = (terms.Slots[u], copy);
                if (!list.TryGetValue(key, out long[]? w))
                    list[key] = w = new long[AffineGroup.Outputs];
                w[m] = Weight(fused.Affine.Blocks[b], terms, u, column);
            }
        }
        var group = new AffineGroup
        {
            Units = units.Count,
            Count = list.Count,
            Weights = weights.Count,
        };
        foreach (var (key, w) in list)
        {
            units.Add(key.Slot);
            weights.AddRange(w);
        }
        last = null;
        return group;
    }

    private SlotTerms TermsOf(int b, int position) => SlotTerms.Of(fused.Affine.Blocks[b], position, source, storage);

    private long Weight(AffineBlock block, SlotTerms terms, int slot, int column) =>
        column < 0 ? 0 : terms.Weight(block, slot, column, fused.Scale);

    private readonly record struct WeightKey(int Block, string Pattern, int Column0, int Column1, int Column2, int Column3);
}
