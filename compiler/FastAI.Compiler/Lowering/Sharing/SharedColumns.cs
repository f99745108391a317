using System.Collections.Immutable;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering.Sharing;

/// <summary>
/// A constant matrix of which each phase of an event computes other columns: what a position reads is held, multiplied with weights that
/// tables give by the phase, added up, and collected. A weight that is zero in all phases of a sum costs nothing, one that is the same in
/// all is made of shifts and additions, and zeros at the end of all are appended afterwards.
/// </summary>
internal sealed class SharedColumns(AffineBlock block, int phases, bool threeOperands) : ISharedForm
{
    private readonly IReadOnlyList<int[]> groups = ColumnGroups.Of(block, phases);

    public ProductForm Form => ProductForm.SharedColumns;

    public void Lower(int[] input, int[] sums, CircuitBuilder builder)
    {
        int phase = builder.Phase(phases);
        for (int p = 0; p < block.Positions; p++)
        {
            var sources = block.InputMap.AsSpan().Slice(p * block.Rows, block.Rows);
            foreach (int[] columns in groups)
            {
                int sum = Sum(columns, sources, input, phase, builder);
                for (int i = 0; i < columns.Length; i++)
                    sums[block.OutputMap[p * block.Columns + columns[i]]] = builder.Collect(sum, i);
            }
        }
    }

    private int Sum(int[] columns, ReadOnlySpan<int> sources, int[] input, int phase, CircuitBuilder b)
    {
        var terms = new List<int>(block.Rows + 1);
        var ranges = new Interval[columns.Length];
        for (int i = 0; i < columns.Length; i++)
            ranges[i] = Interval.Of(block.Bias[columns[i]]);
        for (int k = 0; k < block.Rows; k++)
        {
            if (sources[k] < 0)
                continue;
            int row = k,
                word = input[sources[k]];
            long[] weights = Array.ConvertAll(columns, m => block.Weight(row, m));
            for (int i = 0; i < columns.Length; i++)
                ranges[i] += b.RangeOf(word) * weights[i];
            int zeros = weights.Min(w => w == 0 ? 63 : (int)long.TrailingZeroCount(w));
            if (zeros < 63)
                terms.Add(b.ShiftLeft(b.Multiply(Table(Array.ConvertAll(weights, w => w >> zeros), phase, b), b.Hold(word)), zeros));
        }
        long[] biases = Array.ConvertAll(columns, m => block.Bias[m]);
        bool same = biases.All(v => v == biases[0]);
        if (!same)
            terms.Add(Table(biases, phase, b));
        long constant = same ? biases[0] : 0;
        int sum = threeOperands ? SumWords.Ternary(b, terms, constant) : b.AddConstant(SumWords.Balanced(b, terms), constant);
        // in each phase it is one of the columns
        return b.Pass(sum, BlockPart.None, ranges.Aggregate((all, range) => all.Union(range)));
    }

    /// <summary>An integer for each phase; what stands in phases without one does not matter.</summary>
    private static int Table(long[] entries, int phase, CircuitBuilder b)
    {
        if (Array.TrueForAll(entries, e => e == entries[0]))
            return b.Constant(entries[0]);
        var range = new Interval(entries.Min(), entries.Max());
        return b.Table(phase, new LookupTable(0, entries.ToImmutableArray(), FixedFormat.ForInterval(range, 0)));
    }
}
