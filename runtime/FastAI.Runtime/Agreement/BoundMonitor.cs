using FastAI.Emulation;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Runtime.Agreement;

/// <summary>Watches one output against its proved bound.</summary>
internal sealed class BoundMonitor
{
    private readonly TensorType type;
    private readonly BuildBound proved;
    private readonly double bound,
        rounding;
    private readonly Emulator emulator;
    private double largest;
    private long excepted;
    private Mismatch? violation;

    /// <param name="type">Type of the output.</param>
    /// <param name="proved">Its bound, which is not null.</param>
    /// <param name="floatRounding">What float arithmetic may add.</param>
    /// <param name="emulator">Says which events limit a tensor.</param>
    internal BoundMonitor(TensorType type, BuildBound proved, double floatRounding, Emulator emulator) =>
        (this.type, this.proved, bound, rounding, this.emulator) = (type, proved, proved.Bound!.Value, floatRounding, emulator);

    /// <summary>Adds one event.</summary>
    /// <param name="position">Its position in the data.</param>
    /// <param name="reference">The float model's values for the quantised inputs.</param>
    /// <param name="mantissas">The fixed model's.</param>
    /// <param name="inputs">Mantissas of all inputs of the event.</param>
    internal void Add(long position, ReadOnlySpan<double> reference, ReadOnlySpan<long> mantissas, ReadOnlySpan<long> inputs)
    {
        double worst = 0;
        int where = 0;
        for (int i = 0; i < mantissas.Length; i++)
        {
            double difference = Math.Abs(Quantizer.ToReal(mantissas[i], type[i].Fraction) - reference[i]);
            if (difference <= worst)
                continue;
            (worst, where) = (double.IsNaN(difference) ? double.PositiveInfinity : difference, i);
        }
        if (worst > bound + rounding)
        {
            if (IsExcepted(inputs))
            {
                excepted++;
                return;
            }
            violation ??= new Mismatch(position, where, reference[where], Quantizer.ToReal(mantissas[where], type[where].Fraction));
        }
        largest = Math.Max(largest, worst);
    }

    internal BoundCheck Report() => new(bound, rounding, largest, excepted, violation);

    private bool IsExcepted(ReadOnlySpan<long> inputs) =>
        !proved.Conditions.IsEmpty
        && emulator
            .Saturations(inputs)
            .Any(count => count.Limited > 0 && proved.Conditions.Any(tensor => TensorNames.BelongsTo(count.Tensor, tensor)));
}
