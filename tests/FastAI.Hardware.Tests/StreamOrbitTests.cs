using FastAI.Compiler.Hardware;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>A whole orbit of the LHC for each channel, 3564 bunch crossings, with gaps, restarts and a reset: VHDL and C++
/// give the model on every window.</summary>
public sealed class StreamOrbitTests
{
    private const int Orbit = 3564;

    [SkippableTheory]
    [InlineData("conv", 1, 200)]
    [InlineData("conv", 4, 400)]
    [InlineData("rnn", 1, 100)]
    [InlineData("rnn", 5, 400)]
    [InlineData("fed", 1, 80)]
    [InlineData("fed", 10, 400)]
    public void EveryTickInItsCycle(string model, int interleave, double clock)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        using EmittedStream design = EmittedStream.Create(
            StreamModels.Create(model),
            new HardwareOptions
            {
                ClockMHz = clock,
                Effort = 0,
                Interleave = interleave,
            },
            Orbit * interleave,
            1
        );
        Assert.True(design.Ticks.Count(t => t.Valid) > Orbit * interleave / 2, "most samples have a result");
        Assert.Contains(design.Ticks, t => t.Reset);
        Assert.Contains(design.Ticks, t => t.Restart);
        design.CheckVhdl();
        design.CheckHls();
    }

    /// <summary>A state that is carried needs its next value in time; what is missing is said, and what would do does.</summary>
    [Fact]
    public void ALoopThatDoesNotCloseIsRefusedWithTheCyclesThatItLacks()
    {
        FixedGraph graph = StreamModels.Create("fed");
        var options = new HardwareOptions { ClockMHz = 400, Effort = 0 };
        var refusal = Assert.Throws<FastAIException>(() => HardwareCompiler.Compile(graph, options));
        Assert.Equal(ExitCode.Unsupported, refusal.Code);
        var figures = System.Text.RegularExpressions.Regex.Match(
            refusal.Message,
            @"^the loop of state 'h.*' does not close: from a sample to the next of its channel it takes (\d+) cycles at 400 MHz on generic, and an interleave of 1 leaves 1 cycle, (\d+) cycles? too few: use an interleave of at least (\d+), or a clock of at most ([\d.]+) MHz$"
        );
        Assert.True(figures.Success, refusal.Message);
        int cycles = int.Parse(figures.Groups[1].Value);
        Assert.Equal(cycles - 1, int.Parse(figures.Groups[2].Value));
        int enough = int.Parse(figures.Groups[3].Value);

        // one channel less than said is refused too, as many as said are not
        if (enough > 2)
            Assert.Throws<FastAIException>(() => HardwareCompiler.Compile(graph, options with { Interleave = enough - 1 }));
        HardwareDesign closed = HardwareCompiler.Compile(graph, options with { Interleave = enough });
        Assert.Equal((enough, 0), (closed.Pipeline.Loops.Single().Cycles, closed.Pipeline.Loops.Single().Slack));
        Assert.Equal(3, HardwareCompiler.Compile(graph, options with { Interleave = enough + 3 }).Pipeline.Loops.Single().Slack);

        double clock = double.Parse(figures.Groups[4].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(1, HardwareCompiler.Compile(graph, options with { ClockMHz = clock }).Pipeline.Loops.Single().Cycles);
        Assert.Throws<FastAIException>(() => HardwareCompiler.Compile(graph, options with { ClockMHz = clock + 1 }));
    }

    /// <summary>With channels in turn a window of a recurrent layer is one step after the other: a later step waits for no
    /// earlier one of the same sample.</summary>
    [Fact]
    public void AnUnrolledWindowIsAsFastAsOneStepWithChannelsInTurn()
    {
        FixedGraph graph = StreamModels.Create("rnn");
        int Latency(int interleave) =>
            HardwareCompiler
                .Compile(
                    graph,
                    new HardwareOptions
                    {
                        ClockMHz = 400,
                        Effort = 0,
                        Interleave = interleave,
                    }
                )
                .Pipeline.Latency;
        int alone = Latency(1),
            ten = Latency(10);
        Assert.True(2 * ten < alone, $"{ten} cycles of ten channels, {alone} of one");
    }
}
