using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>Random models on a stream through the whole compiler: the firmware gives the model on every window, bit by bit and cycle by
/// cycle, with gaps, restarts and resets.</summary>
public sealed class RandomStreamTests
{
    [SkippableTheory]
    [InlineData(1, 3000, 12)]
    [InlineData(2, 3100, 6)]
    [InlineData(5, 3200, 8)]
    [InlineData(10, 3300, 6)]
    public void VhdlGivesTheModelOnEveryWindow(int interleave, int firstSeed, int count)
    {
        Workspace.Tool("ghdl-mcode");
        int built = 0;
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            if (Create(seed, interleave, EmissionTargets.Vhdl) is not { } design)
                continue;
            using (design)
                design.CheckVhdl();
            built++;
        }
        Assert.True(built >= count / 2, $"only {built} designs could be built");
    }

    [SkippableTheory]
    [InlineData(1, 4000, 4)]
    [InlineData(3, 4100, 4)]
    public void HlsGivesTheModelOnEveryWindow(int interleave, int firstSeed, int count)
    {
        Workspace.Tool("g++");
        int built = 0;
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            if (Create(seed, interleave, EmissionTargets.Hls) is not { } design)
                continue;
            using (design)
                design.CheckHls();
            built++;
        }
        Assert.True(built >= count / 2, $"only {built} designs could be built");
    }

    /// <summary>At a clock that words and loops meet; null when none does.</summary>
    private static EmittedStream? Create(int seed, int interleave, EmissionTargets targets)
    {
        FixedGraph graph = RandomStreams.Create(seed);
        for (double clock = seed % 3 == 0 ? 100 : 400; clock > 8; clock /= 2)
        {
            try
            {
                return EmittedStream.Create(
                    graph,
                    new HardwareOptions
                    {
                        ClockMHz = clock,
                        Effort = 0,
                        Interleave = interleave,
                    },
                    60 + 30 * interleave,
                    seed,
                    targets: targets
                );
            }
            catch (FastAIException e) when (e.Message.Contains("does not close") || e.Message.Contains("use a slower clock"))
            {
                // a slower clock
            }
        }
        return null;
    }
}
