using System.Collections.Immutable;
using FastAI.Compiler.Emission;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;

namespace FastAI.Cli;

/// <summary>
/// Recordings as samples that enter a stream design: its channels take turns, now and then one leaves its turn out, a recording that ends
/// is followed by the next with a restart of the channel, and half way the whole design is reset; each sample with what the emulator gives.
/// </summary>
/// <param name="Samples">Sample by sample the input mantissas.</param>
/// <param name="Ticks">How they enter.</param>
/// <param name="Results">Sample by sample the output mantissas, zero where there is no result.</param>
internal sealed record StreamSchedule(long[] Samples, ImmutableArray<StreamTick> Ticks, long[] Results)
{
    private const int Seed = 1;

    /// <summary>One turn in so many is left out.</summary>
    private const int GapEvery = 8;

    /// <param name="graph">A model on a stream.</param>
    /// <param name="interleave">Channels of the design.</param>
    /// <param name="recordings">The samples of each recording, one after the other.</param>
    /// <param name="most">Bound on the number of samples.</param>
    public static StreamSchedule Create(FixedGraph graph, int interleave, IEnumerable<long[]> recordings, long most)
    {
        var emulator = StreamEmulator.Create(graph, interleave);
        int width = emulator.SampleCount;
        var samples = new List<(int Channel, bool Restart, long[] Recording, int At)>();
        using (var next = recordings.GetEnumerator())
        {
            var random = new Random(Seed);
            var playing = new (long[] Recording, int At)[interleave];
            bool more = true;
            for (int turn = 0, busy = interleave; samples.Count < most && busy > 0; turn = (turn + 1) % interleave)
            {
                if (turn == 0)
                    busy = more ? interleave : playing.Count(p => p.Recording is not null && p.At < p.Recording.Length);
                var (recording, at) = playing[turn];
                if (recording is null || at >= recording.Length)
                {
                    if (!more || !(more = next.MoveNext()))
                        continue;
                    (recording, at) = (next.Current, 0);
                }
                playing[turn] = (recording, at);
                if (random.Next(GapEvery) == 0)
                    continue;
                samples.Add((turn, at == 0, recording, at));
                playing[turn] = (recording, at + width);
            }
        }
        return Emulate(emulator, samples);
    }

    private static StreamSchedule Emulate(StreamEmulator emulator, List<(int Channel, bool Restart, long[] Recording, int At)> samples)
    {
        int width = emulator.SampleCount,
            outputs = emulator.OutputCount;
        var inputs = new long[samples.Count * width];
        var results = new long[samples.Count * outputs];
        var ticks = ImmutableArray.CreateBuilder<StreamTick>(samples.Count);
        Span<bool> valid = stackalloc bool[1];
        for (int i = 0; i < samples.Count; i++)
        {
            var (channel, restart, recording, at) = samples[i];
            bool reset = i > 0 && i == samples.Count / 2;
            if (reset)
                emulator.Restart();
            if (restart)
                emulator.Restart(channel);
            var sample = inputs.AsSpan(i * width, width);
            recording.AsSpan(at, width).CopyTo(sample);
            emulator.Push([channel], sample, results.AsSpan(i * outputs, outputs), valid);
            ticks.Add(new StreamTick(channel, restart, reset, valid[0]));
        }
        return new StreamSchedule(inputs, ticks.ToImmutable(), results);
    }
}
