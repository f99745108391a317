using FastAI.Runtime.Latency;
using Xunit;

namespace FastAI.Runtime.Tests.Latency;

public sealed class FirmwareModelTests
{
    /// <summary>Random traffic of several channels on random designs: every result's cycle, every loss and the FIFO's high water are those
    /// of a clock-by-clock simulation.</summary>
    [Fact]
    public void EveryEventAgreesWithAClockByClockSimulation()
    {
        long lost = 0,
            waited = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var timing = new FirmwareTiming(random.Next(0, 50), random.Next(1, 5), 320, random.Next(3) == 0 ? random.Next(2, 9) : 1);
            int depth = random.Next(0, 6),
                channels = random.Next(1, 6),
                spread = random.Next(1, 12);
            var model = new FirmwareModel(timing, depth);
            var arrivals = Enumerable.Range(0, channels).Select(_ => Arrivals(random, spread)).ToArray();
            var results = arrivals.Select(a => new long[a.Length]).ToArray();
            // Events of all channels in order of time, as a recording has them.
            foreach (
                var (channel, index) in Enumerable
                    .Range(0, channels)
                    .SelectMany(c => Enumerable.Range(0, arrivals[c].Length).Select(i => (c, i)))
                    .OrderBy(e => arrivals[e.c][e.i])
            )
                results[channel][index] = model.Offer(channel, arrivals[channel][index]);
            var simulated = Enumerable
                .Range(0, channels)
                .Select(c => new CycleSimulation(timing, depth, c % timing.Interleave).Run(arrivals[c]))
                .ToArray();
            for (int c = 0; c < channels; c++)
                Assert.Equal(simulated[c].Results, results[c]);
            Assert.Equal(simulated.Sum(s => s.Lost), model.Overflows);
            Assert.Equal(simulated.Max(s => s.HighWater), model.HighWater);
            var latencies = Enumerable
                .Range(0, channels)
                .Select(c => results[c].Zip(arrivals[c], (r, a) => r - a).Where((_, i) => results[c][i] >= 0).ToArray())
                .ToArray();
            Assert.Equal(latencies.SelectMany(l => l).Max(), model.Latencies.Max);
            Assert.Equal(latencies.All(l => l.Min() == l.Max()), model.IsConstant);
            lost += model.Overflows;
            waited += model.HighWater;
        }
        Assert.True(lost > 1000 && waited > 500, "the traffic must be dense enough to mean something");
    }

    /// <summary>A detector that is always on: one event every bunch crossing, 8 cycles apart, through an instance that needs 8.</summary>
    [Fact]
    public void AnInstanceThatKeepsUpHasNoQueueAndAConstantLatency()
    {
        var model = new FirmwareModel(new FirmwareTiming(37, 8, 320, 1), depth: 0, deadlineNs: 125);
        for (long bc = 0; bc < 3 * 3564; bc++)
            Assert.Equal(8 * bc + 37, model.Offer(0, 8 * bc));
        Assert.True(model.IsConstant);
        Assert.Equal((0, 0, 0), (model.Overflows, model.HighWater, model.DeadlineMisses));
        Assert.InRange(model.DeadTime, 0.87, 0.88);
    }

    /// <summary>125 ns at 320 MHz are 40 cycles: 40 is in time, 41 is not.</summary>
    [Theory]
    [InlineData(40, 0)]
    [InlineData(41, 10)]
    public void DeadlinesAreWholeCycles(int latency, long misses)
    {
        var model = new FirmwareModel(new FirmwareTiming(latency, 1, 320, 1), depth: 4, deadlineNs: 125);
        for (int i = 0; i < 10; i++)
            model.Offer(0, 100 * i);
        Assert.Equal(misses, model.DeadlineMisses);
    }

    /// <summary>Eight channels in one bunch crossing share an instance by its FIFO: they queue, the first as fast as alone.</summary>
    [Fact]
    public void ChannelsThatShareAnInstanceQueue()
    {
        var model = new FirmwareModel(new FirmwareTiming(20, 1, 320, 1), depth: 8, share: 8);
        for (long bc = 0; bc < 100; bc++)
        {
            for (int channel = 0; channel < 8; channel++)
                Assert.Equal(8 * bc + channel + 20, model.Offer(channel, 8 * bc));
        }
        Assert.Equal((20, 27, 7), (model.Latencies.Min, model.Latencies.Max, model.HighWater));
        // Each channel has its place in the queue.
        Assert.True(model.IsConstant);
        Assert.Equal(1, model.Servers);
        model.Offer(1, 900);
        Assert.False(model.IsConstant);
    }

    /// <summary>Events offered all at once are the same as one by one: results, latencies, losses, occupancy.</summary>
    [Fact]
    public void EventsTogetherAreAsOneByOne()
    {
        int together = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var timing = new FirmwareTiming(random.Next(0, 50), random.Next(1, 5), 320, random.Next(5) == 0 ? 4 : 1);
            int depth = random.Next(0, 4),
                share = random.Next(4) == 0 ? 3 : 1;
            FirmwareModel fast = new(timing, depth, share, 40) { Occupancy = new(8, 50, 7) },
                slow = new(timing, depth, share, 40) { Occupancy = new(8, 50, 7) };
            long cycle = 0;
            for (int n = 0; n < 200; n++)
            {
                cycle += random.Next(-1, 9);
                int first = random.Next(5),
                    channels = random.Next(1, 20);
                var expected = Enumerable.Range(first, channels).Select(c => slow.Offer(c, cycle)).ToArray();
                long all = fast.OfferAll(first, channels, cycle);
                if (all != FirmwareModel.Apart)
                    together++;
                Assert.Equal(
                    expected,
                    all != FirmwareModel.Apart
                        ? Enumerable.Repeat(all, channels)
                        : Enumerable.Range(first, channels).Select(c => fast.Offer(c, cycle))
                );
            }
            Assert.Equal(
                (slow.Overflows, slow.OutOfOrder, slow.DeadlineMisses, slow.HighWater, slow.Servers, slow.IsConstant, slow.DeadTime),
                (fast.Overflows, fast.OutOfOrder, fast.DeadlineMisses, fast.HighWater, fast.Servers, fast.IsConstant, fast.DeadTime)
            );
            Assert.Equal(slow.Latencies.Bins().ToArray(), fast.Latencies.Bins().ToArray());
            Assert.Equal(slow.Occupancy!.Points().ToArray(), fast.Occupancy!.Points().ToArray());
        }
        Assert.True(together > 1000, $"{together}");
    }

    [Fact]
    public void EarlierEventsHaveNoTime()
    {
        var model = new FirmwareModel(new FirmwareTiming(20, 1, 320, 1), depth: 8);
        model.Offer(0, 100);
        Assert.Equal(FirmwareModel.Late, model.Offer(0, 99));
        Assert.Equal(119, model.Offer(1, 99));
        Assert.Equal(121, model.Offer(0, 101));
        Assert.Equal(1, model.OutOfOrder);
    }

    /// <summary>Dead time by its definition: the fraction of cycles in which one more event would be
    /// lost, counted by trying each cycle.</summary>
    [Fact]
    public void DeadTimeIsTheFractionOfCyclesThatLoseAnEvent()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var timing = new FirmwareTiming(random.Next(0, 9), random.Next(1, 6), 320, 1);
            int depth = random.Next(0, 3);
            var arrivals = Arrivals(random, 4).Distinct().ToArray();
            var model = new FirmwareModel(timing, depth);
            var results = arrivals.Select(a => model.Offer(0, a)).ToArray();
            long dead = 0;
            for (long cycle = arrivals[0]; cycle < results.Max(); cycle++)
            {
                if (arrivals.Contains(cycle))
                    continue;
                var before = arrivals.Where(a => a < cycle).ToArray();
                if (new CycleSimulation(timing, depth, 0).Run([.. before, cycle]).Results[^1] == FirmwareModel.Lost)
                    dead++;
            }
            // At the cycles of the arrivals themselves the definitions differ by one cycle each at most.
            double cycles = results.Max() - arrivals[0];
            Assert.InRange(model.DeadTime, (dead - 0.001) / cycles, (dead + arrivals.Length + 0.001) / cycles);
        }
    }

    private static long[] Arrivals(Random random, int spread)
    {
        var arrivals = new long[random.Next(20, 120)];
        long cycle = random.Next(1000);
        for (int i = 0; i < arrivals.Length; i++)
            arrivals[i] = cycle += random.Next(spread);
        return arrivals;
    }
}
