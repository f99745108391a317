using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Runtime.Agreement.Layers;

/// <summary>Sums over one tensor that both models have. A missing value, NaN there and the mantissa kept for it here, is no difference.</summary>
internal sealed class LayerAccumulator(string name, int node, TensorType type, PerElement<MissingValue>? missing)
{
    /// <summary>Rounding of the sums that make the allowance.</summary>
    private const double Slack = 1e-9;

    private long events;
    private double max,
        maxLsb,
        square,
        signal,
        explained;
    private bool isBounded = true;
    private Mismatch? unexplained;

    internal int Node => node;

    /// <summary>Adds one event.</summary>
    /// <param name="position">Its position in the data.</param>
    /// <param name="reference">The float tensor.</param>
    /// <param name="mantissas">The fixed tensor.</param>
    /// <param name="allowed">What is explained, element by element.</param>
    /// <param name="observe">Told each difference.</param>
    internal void Add(
        long position,
        ReadOnlySpan<double> reference,
        ReadOnlySpan<long> mantissas,
        double[] allowed,
        Action<int, double> observe
    )
    {
        events++;
        for (int i = 0; i < mantissas.Length; i++)
        {
            if (double.IsNaN(reference[i]) && missing?[i].Mantissa(type[i].Format) == mantissas[i])
            {
                observe(i, 0);
                continue;
            }
            double got = Quantizer.ToReal(mantissas[i], type[i].Fraction),
                difference = Math.Abs(got - reference[i]);
            if (double.IsNaN(difference))
                difference = double.PositiveInfinity;
            max = Math.Max(max, difference);
            maxLsb = Math.Max(maxLsb, difference / type[i].Format.Step);
            square += difference * difference;
            signal += reference[i] * reference[i];
            if (double.IsPositiveInfinity(allowed[i]))
                isBounded = false;
            else if (difference > 0)
            {
                explained = Math.Max(explained, difference / allowed[i]);
                if (difference > allowed[i] * (1 + Slack))
                    unexplained ??= new Mismatch(position, i, reference[i], got);
            }
            observe(i, difference);
        }
    }

    internal LayerAgreement Report(long limited)
    {
        double values = Math.Max(1, (double)events * type.Count);
        return new(
            name,
            events,
            max,
            Math.Sqrt(square / values),
            maxLsb,
            square > 0 && signal > 0 ? 10 * Math.Log10(signal / square) : null,
            limited,
            isBounded ? explained : null,
            unexplained
        );
    }
}
