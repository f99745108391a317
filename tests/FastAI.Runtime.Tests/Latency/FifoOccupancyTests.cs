using FastAI.Runtime.Latency;
using Xunit;

namespace FastAI.Runtime.Tests.Latency;

public sealed class FifoOccupancyTests
{
    /// <summary>Random traffic of one server over several orbits: in every bunch crossing the mean of what waits, cycle by cycle,
    /// and the most that an event met.</summary>
    [Fact]
    public void OccupancyIsThatOfAWalkCycleByCycle()
    {
        const int cyclesPerBc = 4,
            orbit = 25,
            firstBc = 9,
            orbits = 6;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var timing = new FirmwareTiming(7, random.Next(2, 6), 160, 1);
            var model = new FirmwareModel(timing, random.Next(1, 6)) { Occupancy = new FifoOccupancy(cyclesPerBc, orbit, firstBc) };
            const int cycles = orbits * orbit * cyclesPerBc;
            long[] waiting = new long[2 * cycles],
                highest = new long[orbit],
                arrived = new long[orbit],
                lost = new long[orbit];
            // The first and the last cycle have an event, so that whole orbits are seen.
            for (int cycle = 0; cycle < cycles; cycle++)
            {
                for (
                    int n =
                        cycle is 0 or cycles - 1 ? 1
                        : random.Next(6) == 0 ? random.Next(4)
                        : 0;
                    n > 0;
                    n--
                )
                {
                    int bc = (cycle / cyclesPerBc + firstBc) % orbit;
                    long result = model.Offer(0, cycle);
                    arrived[bc]++;
                    if (result == FirmwareModel.Lost)
                        lost[bc]++;
                    if (result < 0 || result - timing.LatencyCycles == cycle)
                        continue;
                    for (long at = cycle; at < result - timing.LatencyCycles; at++)
                        waiting[at]++;
                    highest[bc] = Math.Max(highest[bc], waiting[cycle]);
                }
            }
            var points = model.Occupancy.Points().ToDictionary(p => p.Bc);
            double total = 0,
                expected = waiting.Sum();
            for (int bc = 0; bc < orbit; bc++)
            {
                var point = points.GetValueOrDefault(bc) ?? new(bc, 0, 0, 0, 0);
                Assert.Equal((highest[bc], arrived[bc], lost[bc]), (point.Highest, point.Arrived, point.Lost));
                double sum = Enumerable
                    .Range(0, waiting.Length)
                    .Where(c => (c / cyclesPerBc + firstBc) % orbit == bc)
                    .Sum(c => (double)waiting[c]);
                // What waits on behind the last event may be seen in one orbit more.
                Assert.InRange(point.Mean, sum / cyclesPerBc / (orbits + 1) - 1e-9, sum / cyclesPerBc / orbits * (1 + 2.0 / orbits) + 1e-9);
                total += point.Mean;
            }
            Assert.InRange(total, expected / cyclesPerBc / (orbits + 1) - 1e-9, expected / cyclesPerBc / (orbits - 1) + 1e-9);
        }
    }

    /// <summary>Something that waits for more than an orbit is in all of it.</summary>
    [Fact]
    public void WaitingLongerThanAnOrbitIsCountedInEachBunchCrossing()
    {
        var occupancy = new FifoOccupancy(2, 10, 0);
        occupancy.Arrive(0, 1);
        occupancy.Wait(0, 45, 1);
        var points = occupancy.Points();
        Assert.Equal(10, points.Length);
        // 45 cycles are two orbits of 20 and two and a half bunch crossings.
        Assert.Equal([3, 3, 2.5], points.Take(3).Select(p => Math.Round(p.Mean * (p.Bc < 3 ? 3 : 2), 9)));
        Assert.All(points.Skip(3), p => Assert.Equal(1, p.Mean, 9));
    }
}
