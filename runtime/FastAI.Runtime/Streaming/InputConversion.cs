using System.Numerics;
using System.Runtime.InteropServices;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>
/// Turns samples into mantissas of the model's inputs. Integer samples within uniform formats without fraction bits are copied; all others are rounded and limited
/// as the model says.
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
        copies = typeof(T) == typeof(short) && (raw || formats.All(f => f.Fraction == 0));
        lowest = (short)Math.Clamp(formats.Max(f => f.MinMantissa), short.MinValue, short.MaxValue);
        highest = (short)Math.Clamp(formats.Min(f => f.MaxMantissa), short.MinValue, short.MaxValue);
    }

    /// <summary>Samples that were outside their format.</summary>
    internal long Limited { get; private set; }

    /// <summary>Whether all samples of a record are mantissas as they are; then <paramref name="samples"/> shows them so.</summary>
    internal bool TryCopy(SampleSpan record, out ReadOnlySpan<T> samples)
    {
        samples = default;
        if (!copies || !record.TryAsInt16(out var integers) || integers.ContainsAnyExceptInRange(lowest, highest)) return false;
        samples = MemoryMarshal.Cast<short, T>(integers);
        return true;
    }

    /// <summary>Converts the samples of one event.</summary>
    internal void Convert(SampleSpan samples, Span<T> inputs, long number)
    {
        if (raw && samples.Kind.IsInteger()) samples.CopyTo(mantissas);
        else if (raw) throw FastAIException.BadInput($"event {number} has samples of kind {samples.Kind}, which are no mantissas");
        else
        {
            samples.CopyTo(values);
            Limited += emulator.QuantizeInputs(values, mantissas, number);
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = T.CreateTruncating(mantissas[i]);
            if (long.CreateTruncating(inputs[i]) != mantissas[i]) throw FastAIException.BadInput($"sample {i} of event {number}, {mantissas[i]}, is outside the input's format");
        }
    }
}
