using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement;

/// <summary>Sums over the values of one output; memory does not grow with the events.</summary>
internal sealed class OutputAccumulator
{
    private readonly string name;
    private readonly TensorType type;
    private readonly Rounding rounding;
    private readonly Overflow overflow;
    private readonly LsbHistogram histogram = new();
    private readonly double? threshold;
    private Mismatch? first;
    private long values,
        exact,
        flipped;
    private double maxLsb,
        sumLsb,
        squareLsb,
        max,
        square;

    /// <param name="name">The model's name of the output.</param>
    /// <param name="graph">The model.</param>
    /// <param name="node">The node that makes the output.</param>
    /// <param name="threshold">Result from which a trigger fires; null without.</param>
    internal OutputAccumulator(string name, FixedGraph graph, int node, double? threshold)
    {
        this.threshold = graph.Nodes[node].Type.Count == 1 ? threshold : null;
        (this.name, type) = (name, graph.Nodes[node].Type);
        (rounding, overflow) = OutputGrid.Of(graph, node);
    }

    internal TensorType Type => type;

    /// <summary>Adds one event.</summary>
    internal void Add(long position, ReadOnlySpan<double> reference, ReadOnlySpan<long> mantissas)
    {
        for (int i = 0; i < mantissas.Length; i++)
        {
            var format = type[i].Format;
            double got = Quantizer.ToReal(mantissas[i], format.Fraction);
            bool comparable = double.IsFinite(reference[i]);
            long whole = comparable ? mantissas[i] - Quantizer.Quantize(reference[i], format, rounding, overflow) : long.MaxValue;
            values++;
            if (whole == 0)
                exact++;
            else
                first ??= new Mismatch(position, i, reference[i], got);
            histogram.Add(whole);
            if (threshold is { } cut && reference[i] >= cut != got >= cut)
                flipped++;
            double difference = comparable ? got - reference[i] : double.PositiveInfinity,
                steps = difference / format.Step;
            maxLsb = Math.Max(maxLsb, Math.Abs(steps));
            max = Math.Max(max, Math.Abs(difference));
            sumLsb += steps;
            squareLsb += steps * steps;
            square += difference * difference;
        }
    }

    internal OutputAgreement Report(BoundCheck? bound) =>
        new(
            name,
            type.Count,
            type[0].Format.ToString(),
            BinomialFraction.Of(exact, values),
            maxLsb,
            values == 0 ? 0 : Math.Sqrt(squareLsb / values),
            values == 0 ? 0 : sumLsb / values,
            max,
            values == 0 ? 0 : Math.Sqrt(square / values),
            histogram.Report(),
            first,
            threshold is null ? null : BinomialFraction.Of(flipped, values),
            bound
        );
}
