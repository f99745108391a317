using System.Numerics;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>The sliding windows of all channels. A window never spans a break in time: it begins anew behind one.</summary>
internal sealed class SlidingSamples<T>(Emulator emulator, bool raw)
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly Dictionary<int, Channel> channels = [];
    private readonly int inputs = emulator.InputCount;
    private readonly bool uniform = emulator.Inputs.SelectMany(p => p.Formats.Stored).Distinct().Count() == 1;
    private Channel[] current = [];
    private double[] values = [];
    private long[] mantissas = [];
    private int samples;

    /// <summary>Windows begun anew because samples were missing.</summary>
    internal long Interruptions { get; private set; }

    /// <summary>Samples that were outside the format.</summary>
    internal long Limited { get; private set; }

    /// <summary>Moves to a record's samples.</summary>
    /// <param name="recorded">The record.</param>
    /// <param name="bc">Its bunch crossing since the start; -1 without.</param>
    internal void Begin(in RecordedEvent recorded, long bc)
    {
        if (!uniform)
            throw FastAIException.Unsupported(
                "the model's inputs differ in their formats, so that it cannot slide over the samples of a channel"
            );
        samples = recorded.SamplesPerChannel;
        if (current.Length < recorded.Channels)
            current = new Channel[recorded.Channels];
        for (int c = 0; c < recorded.Channels; c++)
        {
            int key = (recorded.Board << 16) + recorded.Channel + c;
            if (!channels.TryGetValue(key, out var channel))
                channels.Add(key, channel = new Channel(inputs));
            bool adjoins = bc < 0 || channel.NextBc < 0 || channel.NextBc == bc;
            bool follows = recorded.IsContinuous && adjoins && !recorded.FollowsGap && !recorded.IsLate && !channel.IsBroken;
            if (!follows)
            {
                if (recorded.IsContinuous && channel.HasSamples)
                    Interruptions++;
                channel.Window.Clear();
            }
            channel.NextBc = bc < 0 ? -1 : bc + samples;
            channel.HasSamples = true;
            channel.IsBroken = recorded.IsLate;
            current[c] = channel;
        }
        Quantize(recorded);
    }

    /// <summary>Appends a sample to a channel of the current record, and gives its window.</summary>
    internal SlidingWindow<T> Add(int channel, int sample)
    {
        var window = current[channel].Window;
        window.Add(T.CreateTruncating(mantissas[channel * samples + sample]));
        return window;
    }

    /// <summary>The window of a channel of the current record.</summary>
    internal SlidingWindow<T> Window(int channel) => current[channel].Window;

    private void Quantize(in RecordedEvent recorded)
    {
        int count = recorded.Samples.Count,
            padded = (count + inputs - 1) / inputs * inputs;
        if (mantissas.Length < padded)
            (mantissas, values) = (new long[padded], new double[padded]);
        if (raw)
        {
            if (!recorded.Samples.Kind.IsInteger())
                throw FastAIException.BadInput(
                    $"record {recorded.Number} has samples of kind {recorded.Samples.Kind}, which are no mantissas"
                );
            recorded.Samples.CopyTo(mantissas);
            return;
        }
        // All inputs share one format: samples are converted as if they were whole events, the last one filled up with zeros.
        recorded.Samples.CopyTo(values);
        values.AsSpan(count, padded - count).Clear();
        Limited += emulator.QuantizeInputs(values.AsSpan(0, padded), mantissas.AsSpan(0, padded), recorded.Number);
    }

    private sealed class Channel(int length)
    {
        public SlidingWindow<T> Window { get; } = new(length);

        public long NextBc { get; set; } = -1;

        public bool HasSamples { get; set; }

        /// <summary>Whether the latest samples are from another time than those that come next.</summary>
        public bool IsBroken { get; set; }
    }
}
