using System.Collections.Immutable;
using System.Numerics;
using FastAI.Emulation.Execution;
using FastAI.Emulation.Streaming;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;

namespace FastAI.Emulation;

/// <summary>
/// Computes what the firmware of a model on a stream computes, bit by bit, for any number of channels. A channel takes a sample (the newest
/// column of all inputs in model order, each row-major) when one is pushed, and keeps its state otherwise; after <see cref="WarmUp"/> ticks
/// it has a result with each sample. One thread at a time. Pushing allocates nothing.
/// </summary>
public sealed class StreamEmulator
{
    private readonly ChannelBank bank;
    private readonly RealInputs realInputs;
    private readonly long[] least;
    private readonly long[] greatest;
    private readonly int widestResult;
    private readonly int[] seen;
    private readonly long[] pushed;
    private long pushes;

    private StreamEmulator(FixedGraph graph, int channels, EmulatorOptions? options)
    {
        Stream = StreamTransform.Of(graph);
        Channels = channels;
        var kernel = StreamKernel.Of(Stream, out var lines);
        long[] initial = [.. Stream.States.SelectMany(s => s.Initial ?? [])];
        var emulator = Emulator.Create(kernel, options);
        Inputs = emulator.Inputs[..Stream.SampleInputs];
        Outputs = emulator.Outputs[..Stream.ModelOutputs];
        (SampleCount, OutputCount) = (Inputs.Sum(p => p.Shape.Count), Outputs.Sum(p => p.Shape.Count));
        var formats = Inputs.SelectMany(p => Enumerable.Range(0, p.Shape.Count).Select(i => p.Formats[i])).ToArray();
        (least, greatest) = ([.. formats.Select(f => f.MinMantissa)], [.. formats.Select(f => f.MaxMantissa)]);
        InputNode[] nodes = [.. Stream.Step.Inputs.Take(Stream.SampleInputs).Select(i => (InputNode)Stream.Step.Nodes[i])];
        realInputs = new RealInputs(nodes);
        widestResult = Outputs.Max(p => p.Formats.Stored.Max(f => f.Width + (f.Signed ? 0 : 1)));
        bank = emulator.WidestBits switch
        {
            <= 16 => new ChannelBankOf<short>((x, y) => emulator.Run(x, y), channels, SampleCount, OutputCount, initial, lines),
            <= 32 => new ChannelBankOf<int>((x, y) => emulator.Run(x, y), channels, SampleCount, OutputCount, initial, lines),
            _ => new ChannelBankOf<long>((x, y) => emulator.Run(x, y), channels, SampleCount, OutputCount, initial, lines),
        };
        (seen, pushed) = (new int[channels], new long[channels]);
    }

    /// <summary>What one tick computes.</summary>
    public StreamGraph Stream { get; }

    /// <summary>How many channels there are.</summary>
    public int Channels { get; }

    /// <summary>Ticks after a channel's start before its first result.</summary>
    public int WarmUp => Stream.WarmUp;

    /// <summary>What a sample holds: the newest column of each input.</summary>
    public ImmutableArray<PortInfo> Inputs { get; }

    /// <summary>What a result holds.</summary>
    public ImmutableArray<PortInfo> Outputs { get; }

    /// <summary>Elements of a sample.</summary>
    public int SampleCount { get; }

    /// <summary>Elements of a result.</summary>
    public int OutputCount { get; }

    /// <param name="graph">A verified graph that says how it runs on a stream.</param>
    /// <param name="channels">How many channels are served.</param>
    /// <param name="options">How to build the emulator.</param>
    /// <exception cref="FastAIException">The model cannot run on a stream.</exception>
    public static StreamEmulator Create(FixedGraph graph, int channels, EmulatorOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        return new StreamEmulator(graph, channels, options);
    }

    /// <summary>Brings real samples to the input formats with the model's own rounding and overflow, as the
    /// front end of the firmware does.</summary>
    /// <param name="values">Values, samples times <see cref="SampleCount"/>.</param>
    /// <param name="mantissas">Receives as many mantissas.</param>
    /// <param name="first">Number of the first sample, for messages.</param>
    /// <returns>How many values lay outside their formats.</returns>
    /// <exception cref="FastAIException">A value is not a number, and the model keeps no mantissa for missing ones there.</exception>
    public long QuantizeSamples(ReadOnlySpan<double> values, Span<long> mantissas, long first = 0) =>
        realInputs.Quantize(values, mantissas, first);

    /// <summary>The next sample of a channel is its first.</summary>
    public void Restart(int channel)
    {
        bank.Restart(channel);
        seen[channel] = 0;
    }

    /// <summary>All channels begin anew, as after a reset of the firmware.</summary>
    public void Restart()
    {
        for (int c = 0; c < Channels; c++)
            Restart(c);
    }

    /// <summary>One tick of some channels.</summary>
    /// <param name="channels">Which, each at most once.</param>
    /// <param name="samples">Mantissas, for each of them <see cref="SampleCount"/>.</param>
    /// <param name="results">Receives mantissas, for each of them <see cref="OutputCount"/>; zero where there is no result yet.</param>
    /// <param name="valid">Receives for each of them whether there is a result.</param>
    /// <returns>How many results there are.</returns>
    /// <exception cref="FastAIException">A mantissa is outside its input's format; no channel has moved then.</exception>
    public int Push(ReadOnlySpan<int> channels, ReadOnlySpan<long> samples, Span<long> results, Span<bool> valid) =>
        PushIntegers(channels, samples, results, valid);

    /// <inheritdoc cref="Push(ReadOnlySpan{int}, ReadOnlySpan{long}, Span{long}, Span{bool})"/>
    public int Push(ReadOnlySpan<int> channels, ReadOnlySpan<short> samples, Span<short> results, Span<bool> valid) =>
        PushIntegers(channels, samples, results, valid);

    private unsafe int PushIntegers<S>(ReadOnlySpan<int> channels, ReadOnlySpan<S> samples, Span<S> results, Span<bool> valid)
        where S : unmanaged, IBinaryInteger<S>
    {
        if (
            samples.Length != channels.Length * SampleCount
            || results.Length != channels.Length * OutputCount
            || valid.Length != channels.Length
        )
        {
            throw new ArgumentException(
                $"{samples.Length} mantissas, {results.Length} results and {valid.Length} marks for {channels.Length} channels of {SampleCount} and {OutputCount}"
            );
        }
        if (widestResult > 8 * sizeof(S))
            throw new ArgumentException($"a result of {widestResult} bits does not fit {8 * sizeof(S)}: use a wider overload");
        CheckChannels(channels);
        CheckSamples(channels, samples);
        bank.Push(channels, samples, results);
        int count = 0;
        for (int i = 0; i < channels.Length; i++)
        {
            ref int ticks = ref seen[channels[i]];
            valid[i] = ticks == WarmUp;
            if (valid[i])
            {
                count++;
                continue;
            }
            ticks++;
            results.Slice(i * OutputCount, OutputCount).Clear();
        }
        return count;
    }

    private void CheckChannels(ReadOnlySpan<int> channels)
    {
        pushes++;
        foreach (int channel in channels)
        {
            if ((uint)channel >= (uint)Channels)
                throw new ArgumentOutOfRangeException(nameof(channels), $"channel {channel} of {Channels}");
            if (pushed[channel] == pushes)
                throw new ArgumentException($"channel {channel} stands twice in one push", nameof(channels));
            pushed[channel] = pushes;
        }
    }

    private void CheckSamples<S>(ReadOnlySpan<int> channels, ReadOnlySpan<S> samples)
        where S : unmanaged, IBinaryInteger<S>
    {
        for (int first = 0; first < samples.Length; first += SampleCount)
        {
            for (int i = 0; i < least.Length; i++)
            {
                long m = long.CreateTruncating(samples[first + i]);
                if (m < least[i] | m > greatest[i])
                    Refuse(channels[first / SampleCount], i, m);
            }
        }
    }

    private void Refuse(int channel, int element, long mantissa)
    {
        var input = Inputs.Last(p => p.Offset <= element);
        int own = element - input.Offset;
        throw FastAIException.BadInput(
            $"channel {channel}, element {own} of input '{input.Name}': mantissa {mantissa} is outside {input.Formats[own]}"
        );
    }
}
