using System.Numerics;
using System.Runtime.InteropServices;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>
/// Turns samples into mantissas of the model's inputs. Integer samples within uniform formats without fraction bits are copied; all others
/// are rounded and limited as the model says.
/// </summary>
internal sealed class InputConversion<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly Emulator emulator;
    private readonly bool raw;
    private readonly bool copies;
    private readonly short lowest;
    private readonly short highest;
    private readonly double[] values;
    private readonly long[] mantissas;

    internal InputConversion(Emulator emulator, bool raw)
    {
        (this.emulator, this.raw) = (emulator, raw);
        values = new double[emulator.InputCount];
        mantissas = new long[emulator.InputCount];
        var formats = emulator.Inputs.SelectMany(p => p.Formats.Stored).Distinct().ToArray();
        copies = raw || formats.All(f => f.Fraction == 0);
        lowest = (short)Math.Clamp(formats.Max(f => f.MinMantissa), short.MinValue, short.MaxValue);
        highest = (short)Math.Clamp(formats.Min(f => f.MaxMantissa), short.MinValue, short.MaxValue);
    }

    /// <summary>Samples that were outside their format.</summary>
    internal long Limited { get; private set; }

    /// <summary>Whether all samples of a record are mantissas as they are; then <paramref name="samples"/> shows them so.</summary>
    internal bool AreMantissas(SampleSpan record, out ReadOnlySpan<short> samples)
    {
        samples = default;
        return copies && record.TryAsInt16(out samples) && !samples.ContainsAnyExceptInRange(lowest, highest);
    }

    /// <summary>Copies the mantissas of one event.</summary>
    internal static void Copy(ReadOnlySpan<short> mantissas, Span<T> inputs)
    {
        if (typeof(T) == typeof(short))
        {
            mantissas.CopyTo(MemoryMarshal.Cast<T, short>(inputs));
            return;
        }
        int i = 0;
        if (typeof(T) == typeof(int))
        {
            var wide = MemoryMarshal.Cast<T, int>(inputs);
            for (; i <= mantissas.Length - Vector<short>.Count; i += Vector<short>.Count)
            {
                Vector.Widen(new Vector<short>(mantissas[i..]), out var low, out var high);
                low.CopyTo(wide[i..]);
                high.CopyTo(wide[(i + Vector<int>.Count)..]);
            }
        }
        for (; i < mantissas.Length; i++)
            inputs[i] = T.CreateTruncating(mantissas[i]);
    }

    /// <summary>Converts the samples of one event.</summary>
    internal void Convert(SampleSpan samples, Span<T> inputs, long number)
    {
        if (raw && samples.Kind.IsInteger())
            samples.CopyTo(mantissas);
        else if (raw)
            throw FastAIException.BadInput($"event {number} has samples of kind {samples.Kind}, which are no mantissas");
        else
        {
            samples.CopyTo(values);
            Limited += emulator.QuantizeInputs(values, mantissas, number);
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = T.CreateTruncating(mantissas[i]);
            if (long.CreateTruncating(inputs[i]) != mantissas[i])
                throw FastAIException.BadInput($"sample {i} of event {number}, {mantissas[i]}, is outside the input's format");
        }
    }
}
