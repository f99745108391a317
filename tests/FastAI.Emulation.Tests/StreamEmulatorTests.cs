using FastAI.Model;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

public sealed class StreamEmulatorTests
{
    /// <summary>Channels that come at random, with gaps and restarts, each against the model on every window since its start.</summary>
    [Fact]
    public void EveryTickOfEveryChannelGivesTheModelOnItsWindow()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var graph = RandomStreams.Create(seed);
            var random = new Random(seed);
            var emulator = StreamEmulator.Create(
                graph,
                random.Next(1, 90),
                new EmulatorOptions { InstructionSet = Sets[seed % Sets.Length] }
            );
            int watched = Math.Min(4, emulator.Channels),
                ticks = emulator.WarmUp + 12;
            long[] pool = RandomSamples(emulator, seed, emulator.Channels * 4);
            var fed = Enumerable.Range(0, emulator.Channels).Select(_ => new List<long[]>()).ToArray();
            var given = Enumerable.Range(0, watched).Select(_ => new List<long[]>()).ToArray();
            for (int t = 0; t < ticks; t++)
            {
                int[] channels = [.. Enumerable.Range(0, emulator.Channels).Where(_ => random.Next(5) > 0)];
                random.Shuffle(channels);
                if (t == ticks / 2)
                    Restart(random.Next(watched));
                var samples = channels
                    .Select(_ =>
                        pool.AsSpan(random.Next(pool.Length / emulator.SampleCount) * emulator.SampleCount, emulator.SampleCount).ToArray()
                    )
                    .ToArray();
                var results = new long[channels.Length * emulator.OutputCount];
                var valid = new bool[channels.Length];
                int count = emulator.Push(channels, [.. samples.SelectMany(s => s)], results, valid);
                Assert.Equal(valid.Count(v => v), count);
                for (int i = 0; i < channels.Length; i++)
                {
                    fed[channels[i]].Add(samples[i]);
                    Assert.Equal(fed[channels[i]].Count > emulator.WarmUp, valid[i]);
                    long[] result = results[(i * emulator.OutputCount)..((i + 1) * emulator.OutputCount)];
                    if (!valid[i])
                        Assert.All(result, m => Assert.Equal(0, m));
                    else if (channels[i] < watched)
                        given[channels[i]].Add(result);
                }
            }
            for (int c = 0; c < watched; c++)
                Compare(c);

            void Restart(int channel)
            {
                Compare(channel);
                emulator.Restart(channel);
                fed[channel].Clear();
                given[channel].Clear();
            }

            void Compare(int channel)
            {
                var expected = StreamOracle.Windows(graph, fed[channel]);
                Assert.Equal(expected.Count, given[channel].Count);
                for (int t = 0; t < expected.Count; t++)
                    Assert.True(expected[t].AsSpan().SequenceEqual(given[channel][t]), $"seed {seed}, channel {channel}, result {t}");
            }
        }
    }

    [Fact]
    public void NarrowIntegersGiveTheSame()
    {
        int compared = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var graph = RandomStreams.Create(seed);
            var (wide, narrow) = (StreamEmulator.Create(graph, 70), StreamEmulator.Create(graph, 70));
            if (wide.Outputs.Any(o => o.Formats.Stored.Any(f => f.Width > 15)))
                continue;
            int[] channels = [.. Enumerable.Range(0, 70)];
            for (int t = 0; t < wide.WarmUp + 3; t++)
            {
                long[] samples = RandomSamples(wide, seed + t, 70);
                var (a, b, valid) = (new long[70 * wide.OutputCount], new short[70 * wide.OutputCount], new bool[70]);
                wide.Push(channels, samples, a, valid);
                narrow.Push(channels, [.. samples.Select(m => (short)m)], b, valid);
                Assert.Equal(a, b.Select(m => (long)m));
            }
            compared++;
        }
        Assert.InRange(compared, 20, 100);
    }

    [Fact]
    public void ASampleOutsideItsFormatMovesNoChannel()
    {
        var graph = RandomStreams.Create(4);
        var emulator = StreamEmulator.Create(graph, 3);
        long[] good = RandomSamples(emulator, 1, 3),
            bad = [.. good];
        bad[^1] = emulator.Inputs[^1].Formats[emulator.Inputs[^1].Shape.Count - 1].MaxMantissa + 1;
        var (expected, results, valid) = (new long[3 * emulator.OutputCount], new long[3 * emulator.OutputCount], new bool[3]);
        var e = Assert.Throws<FastAIException>(() => emulator.Push([0, 1, 2], bad, results, valid));
        Assert.Contains("channel 2", e.Message, StringComparison.Ordinal);
        emulator.Push([0, 1, 2], good, results, valid);
        StreamEmulator.Create(graph, 3).Push([0, 1, 2], good, expected, valid);
        Assert.Equal(expected, results);
        Assert.Throws<ArgumentException>(() => emulator.Push([0, 1, 0], good, results, valid));
        Assert.Throws<ArgumentOutOfRangeException>(() => emulator.Push([0, 1, 3], good, results, valid));
    }

    [Fact]
    public void PushingAllocatesNothing()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var emulator = StreamEmulator.Create(RandomStreams.Create(seed), 100);
            long[] samples = RandomSamples(emulator, seed, 100),
                results = new long[100 * emulator.OutputCount];
            int[] channels = [.. Enumerable.Range(0, 100)];
            var valid = new bool[100];
            // Conversions of integers box until the tiered compiler has seen them often.
            long least = long.MaxValue;
            for (int i = 0; i < 20 && least > 0; i++)
                least = Math.Min(least, AllocatedBy(() => emulator.Push(channels, samples, results, valid)));
            Assert.True(least == 0, $"seed {seed}: {least} bytes");
        }
    }

    private static long AllocatedBy(Action push)
    {
        for (int t = 0; t < 50; t++)
            push();
        Thread.Sleep(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int t = 0; t < 20; t++)
            push();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static readonly InstructionSet[] Sets = [.. Enum.GetValues<InstructionSet>().Where(Emulator.IsSupported)];

    private static long[] RandomSamples(StreamEmulator emulator, int seed, int count)
    {
        int all = emulator.Stream.Step.InputCount;
        long[] events = RandomInputs.For(emulator.Stream.Step, seed, count);
        return [.. Enumerable.Range(0, count).SelectMany(e => events.Skip(e * all).Take(emulator.SampleCount))];
    }
}
