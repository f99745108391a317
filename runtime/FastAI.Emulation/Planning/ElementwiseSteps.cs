using FastAI.Emulation.Kernels;
using FastAI.Emulation.Simd;
using FastAI.Emulation.Trees;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Planning;

/// <summary>Chooses the lane width for everything that is not an affine map: 32 bits where operands (aligned, where their order matters)
/// and result fit, else 64, else exact integers.</summary>
internal sealed class ElementwiseSteps<S, V, W>(FixedGraph graph, int node, Dictionary<LookupTable, TableEntries> tables)
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private TensorType Result => graph.Nodes[node].Type;

    /// <param name="from">For each operand the rows of its elements.</param>
    /// <param name="to">Rows of the result.</param>
    public Stage Emit(Row[][] from, Row[] to)
    {
        bool narrowRows = to.Concat(from.SelectMany(f => f)).All(r => r.Kind != RowKind.Int64);
        switch (graph.Nodes[node])
        {
            case QuantizeNode quantize:
                return Quantize(quantize, from[0], to);
            case UnaryNode unary:
                if (PairSlots.Find(to, from, (_, _) => true) is { } units)
                    return new Unary16<S, V, W>(unary.Operation, Slots(from[0], units), Slots(to, units));
                return narrowRows ? new Unary32<S, V, W>(unary.Operation, from[0], to) : new Unary64<S, V, W>(unary.Operation, from[0], to);
            case BinaryNode binary:
                return Binary(binary, from[0], from[1], to, narrowRows);
            case SelectNode select:
                int[] a = Shifts(select.WhenTrue),
                    b = Shifts(select.WhenFalse);
                return narrowRows
                    ? new Select32<S, V, W>(from[0], from[1], from[2], a, b, to)
                    : new Select64<S, V, W>(from[0], from[1], from[2], a, b, to);
            case ReduceNode reduce:
                return Reduce(reduce, from[0], to, narrowRows);
            case TreeEnsembleNode trees:
                return new TreeSteps<S, V, W>(trees.Ensemble, graph.Nodes[trees.Input].Type).Emit(from[0], to);
            case TableNode table:
                TableEntries[] entries =
                [
                    .. table.Tables.Select(t => tables.TryGetValue(t, out var known) ? known : tables[t] = new TableEntries(t)),
                ];
                return new TableLookup(
                    from[0],
                    to,
                    entries,
                    [.. Enumerable.Range(0, Result.Count).Select(i => table.TableOf[i])],
                    S.Events
                );
            case var other:
                throw new InvalidOperationException($"'{other.Name}': no kernel for {other.GetType().Name}");
        }
    }

    private Step Quantize(QuantizeNode quantize, Row[] from, Row[] to)
    {
        var input = graph.Nodes[quantize.Input].Type;
        foreach (int bits in (ReadOnlySpan<int>)[32, 64])
        {
            var each = new Requantization[to.Length];
            bool exact = true;
            for (int i = 0; i < to.Length && exact; i++)
            {
                var q = Requantization.Create(
                    input[i].Range,
                    input[i].Fraction,
                    Result[i].Format,
                    quantize.Rounding,
                    quantize.Overflow,
                    false,
                    false,
                    bits
                );
                exact = q is not null && (bits == 64 || (from[i].Kind != RowKind.Int64 && to[i].Kind != RowKind.Int64));
                each[i] = q.GetValueOrDefault();
            }
            if (
                exact
                && bits == 32
                && Enumerable.Range(0, to.Length).All(i => PairLimit.Covers(each[i], input[i].Range))
                && PairSlots.Find(to, [from], (i, j) => each[i].Shift == each[j].Shift) is { } units
            )
                return new Requantize16<S, V, W>(
                    Slots(from, units),
                    Slots(to, units),
                    [.. units.Select(i => PairLimit.Of(each[i.Low], each[i.High]))]
                );
            if (exact)
                return bits == 32 ? new Requantize32<S, V, W>(from, to, each) : new Requantize64<S, V, W>(from, to, each);
        }
        throw new InvalidOperationException($"'{quantize.Name}': a mantissa leaves 64 bits");
    }

    private Step Binary(BinaryNode binary, Row[] left, Row[] right, Row[] to, bool narrowRows)
    {
        var (a, b) = (graph.Nodes[binary.Left].Type, graph.Nodes[binary.Right].Type);
        bool aligned =
            binary.Operation == BinaryOperation.Multiply || Enumerable.Range(0, to.Length).All(i => a[i].Fraction == b[i].Fraction);
        if (
            aligned
            && binary.Operation is not (BinaryOperation.Less or BinaryOperation.Equal)
            && PairSlots.Find(to, [left, right], (_, _) => true) is { } units
        )
            return new Binary16<S, V, W>(binary.Operation, Slots(left, units), Slots(right, units), Slots(to, units));
        if (binary.Operation == BinaryOperation.Multiply)
        {
            int[] none = new int[to.Length];
            return narrowRows
                ? new Binary32<S, V, W>(binary.Operation, left, right, none, none, to)
                : new Binary64<S, V, W>(binary.Operation, left, right, none, none, to);
        }
        int[] shiftA = [.. Enumerable.Range(0, to.Length).Select(i => Math.Max(0, b[i].Fraction - a[i].Fraction))];
        int[] shiftB = [.. Enumerable.Range(0, to.Length).Select(i => Math.Max(0, a[i].Fraction - b[i].Fraction))];
        int bits = Enumerable.Range(0, to.Length).Max(i => Math.Max(Bits(a[i].Range, shiftA[i]), Bits(b[i].Range, shiftB[i])));
        if (bits <= 32 && narrowRows)
            return new Binary32<S, V, W>(binary.Operation, left, right, shiftA, shiftB, to);
        if (bits <= 64)
            return new Binary64<S, V, W>(binary.Operation, left, right, shiftA, shiftB, to);
        Row[][] operands = [.. Enumerable.Range(0, to.Length).Select(i => new[] { left[i], right[i] })];
        return new ExactElements(
            operands,
            to,
            (i, x) => Exact(binary.Operation, (Int128)x[0] << shiftA[i], (Int128)x[1] << shiftB[i]),
            S.Events
        );
    }

    private static long Exact(BinaryOperation operation, Int128 a, Int128 b) =>
        operation switch
        {
            BinaryOperation.Add => (long)(a + b),
            BinaryOperation.Subtract => (long)(a - b),
            BinaryOperation.Maximum => (long)Int128.Max(a, b),
            BinaryOperation.Minimum => (long)Int128.Min(a, b),
            BinaryOperation.Less => a < b ? 1 : 0,
            _ => a == b ? 1 : 0,
        };

    private Step Reduce(ReduceNode reduce, Row[] from, Row[] to, bool narrowRows)
    {
        var input = graph.Nodes[reduce.Input].Type;
        var groups = reduce.Groups;
        var shift = new int[groups.Length];
        int bits = 0;
        for (int g = 0; g < groups.Length; g += reduce.GroupSize)
        {
            int fraction = Enumerable.Range(g, reduce.GroupSize).Max(m => input[groups[m]].Fraction);
            for (int m = g; m < g + reduce.GroupSize; m++)
            {
                shift[m] = fraction - input[groups[m]].Fraction;
                bits = Math.Max(bits, Bits(input[groups[m]].Range, shift[m]));
            }
        }
        Row[] members = [.. groups.Select(m => from[m])];
        if (reduce.Operation is ReduceOperation.Maximum or ReduceOperation.Minimum && Array.TrueForAll(shift, s => s == 0))
        {
            Row[][] nth =
            [
                .. Enumerable
                    .Range(0, reduce.GroupSize)
                    .Select(m => Enumerable.Range(0, to.Length).Select(o => members[o * reduce.GroupSize + m]).ToArray()),
            ];
            if (PairSlots.Find(to, nth, (_, _) => true) is { } units)
                return new Reduce16<S, V, W>(
                    reduce.Operation == ReduceOperation.Maximum,
                    reduce.GroupSize,
                    [.. units.SelectMany(u => nth.Select(rows => rows[u.Low].Slot))],
                    Slots(to, units)
                );
        }
        if (bits <= 32 && narrowRows)
            return new Reduce32<S, V, W>(reduce.Operation, reduce.GroupSize, members, shift, to);
        if (bits <= 64)
            return new Reduce64<S, V, W>(reduce.Operation, reduce.GroupSize, members, shift, to);
        Row[][] operands = [.. members.Chunk(reduce.GroupSize)];
        return new ExactElements(
            operands,
            to,
            (i, x) => Exact(reduce.Operation, [.. x.Select((m, k) => (Int128)m << shift[i * reduce.GroupSize + k])]),
            S.Events
        );
    }

    private static long Exact(ReduceOperation operation, Int128[] x) =>
        operation switch
        {
            ReduceOperation.Maximum => (long)x.Max(),
            ReduceOperation.Minimum => (long)x.Min(),
            ReduceOperation.ArgMaxFirst => Array.IndexOf(x, x.Max()),
            ReduceOperation.ArgMaxLast => Array.LastIndexOf(x, x.Max()),
            ReduceOperation.ArgMinFirst => Array.IndexOf(x, x.Min()),
            _ => Array.LastIndexOf(x, x.Min()),
        };

    private static int[] Slots(Row[] rows, (int Low, int High)[] units) => [.. units.Select(u => rows[u.Low].Slot)];

    private int[] Shifts(int operand) =>
        [.. Enumerable.Range(0, Result.Count).Select(i => Result[i].Fraction - graph.Nodes[operand].Type[i].Fraction)];

    /// <summary>Signed bits that every member of the interval needs after the shift; more than 64 where
    /// they cannot be shifted in a word.</summary>
    private static int Bits(Interval range, int shift)
    {
        if (range.Low == 0 && range.High == 0)
            return 1;
        return (range.Low < 0 ? range.Width : range.Width + 1) + shift;
    }
}
