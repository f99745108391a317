using System.Collections.Immutable;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Runtime.Agreement;

/// <summary>Brings events to the input formats and counts what that changes.</summary>
internal sealed class InputQuantizer
{
    private readonly PortInfo port;
    private readonly InputNode node;
    private long values,
        rounded,
        limited,
        missing,
        eventsWithMissing;

    /// <param name="port">The input.</param>
    /// <param name="node">Its node, which says how real values are rounded and limited.</param>
    internal InputQuantizer(PortInfo port, InputNode node) => (this.port, this.node) = (port, node);

    /// <summary>Quantises whole events of this input.</summary>
    /// <param name="reals">Values, event after event; replaced by what the formats hold of them; missing
    /// ones stay NaN.</param>
    /// <param name="mantissas">Receives the mantissas at <see cref="PortInfo.Offset"/> of each event of
    /// <paramref name="width"/> elements.</param>
    /// <param name="width">Elements of one event over all inputs.</param>
    /// <returns>Whether a value changed.</returns>
    internal bool Quantize(Span<double> reals, Span<long> mantissas, int width)
    {
        int size = port.Shape.Count,
            missingIn = -1;
        bool changed = false;
        for (int i = 0; i < reals.Length; i++)
        {
            var format = port.Formats[i % size];
            double value = reals[i];
            if (double.IsNaN(value) && node.MissingAt(i % size).Mantissa(format) is { } kept)
            {
                mantissas[i / size * width + port.Offset + i % size] = kept;
                values++;
                missing++;
                eventsWithMissing += i / size == missingIn ? 0 : 1;
                missingIn = i / size;
                continue;
            }
            double scaled = Math.ScaleB(value, format.Fraction);
            long mantissa =
                Math.Abs(scaled) < 1L << 52 && Math.Floor(scaled) == scaled
                    ? Quantizer.Limit((long)scaled, format, node.Overflow)
                    : Quantizer.Quantize(value, format, node.Rounding, node.Overflow);
            if (mantissa == node.MissingAt(i % size).Mantissa(format))
                mantissa = node.MissingAt(i % size).Neighbour(format)!.Value;
            mantissas[i / size * width + port.Offset + i % size] = mantissa;
            double held = Quantizer.ToReal(mantissa, format.Fraction);
            values++;
            if (held == value)
                continue;
            changed = true;
            if (IsLimited(value, mantissa, format))
                limited++;
            else
                rounded++;
            reals[i] = held;
        }
        return changed;
    }

    // Limited is what a wider format would have rounded to another mantissa; beside the widest formats, what moved by a step or more.
    private bool IsLimited(double value, long mantissa, FixedFormat format) =>
        format.Width + 2 <= FixedFormat.MaxWidth && double.IsFinite(value)
            ? Quantizer.Quantize(value, new FixedFormat(true, format.Width + 2, format.Integer + 2), node.Rounding, Overflow.Sat)
                != mantissa
            : Math.Abs(Quantizer.ToReal(mantissa, format.Fraction) - value) >= format.Step;

    internal InputAgreement Report() =>
        new(port.Name, port.Formats.Stored.Select(f => f.ToString()).Distinct().ToImmutableArray(), values, rounded, limited)
        {
            Missing = missing,
            EventsWithMissing = eventsWithMissing,
        };
}
