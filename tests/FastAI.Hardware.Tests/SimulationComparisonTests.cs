using FastAI.Compiler.Emission;
using FastAI.Compiler.Simulation;
using FastAI.Model;
using Xunit;

namespace FastAI.Hardware.Tests;

public sealed class SimulationComparisonTests
{
    private const int Events = 4;
    private const int Latency = 7;

    private readonly DesignInterface ports = DesignInterface.Of(RandomCircuits.Create(11).Circuit);

    [Fact]
    public void NothingDiffers() => Assert.Null(Compare(r => r));

    [Fact]
    public void NamesTheFirstElementThatDiffers()
    {
        int at = 2 * ports.OutputCount + 1;
        SimulationMismatch? mismatch = Compare(r => r with { Outputs = r.Outputs.SetItem(at, -5).SetItem(at + 1, -6) });
        Assert.Equal((2, "y", 1, at, -5L), (mismatch!.Event, mismatch.Output, mismatch.Element, mismatch.Expected, mismatch.Got));
        Assert.StartsWith("event 2, output 'y'[1] (", mismatch.Message);
    }

    [Fact]
    public void NamesTheFirstCycleThatDiffers()
    {
        SimulationMismatch? mismatch = Compare(r => r with { ValidCycles = r.ValidCycles.SetItem(1, r.ValidCycles[1] + 1) });
        Assert.Equal("event 1: taken in cycle 12, result in cycle 20: 8 cycles where the design states 7", mismatch!.Message);
    }

    [Fact]
    public void CountsResults()
    {
        Assert.Equal("event 3: no result came out", Compare(r => r with { Outputs = r.Outputs[..^ports.OutputCount] })!.Message);
        Assert.Equal(
            "event 4: 5 results came out of 4 events",
            Compare(r => r with { Outputs = [.. r.Outputs, .. r.Outputs[..ports.OutputCount]] })!.Message
        );
    }

    [Fact]
    public void AMissingToolIsNamedWithItsPackage()
    {
        FastAIException e = Assert.Throws<FastAIException>(() =>
            ExternalTool.Require("simulate VHDL", "ghdl-mcode", "no-such-program-here")
        );
        Assert.Equal(ExitCode.ToolMissing, e.Code);
        Assert.Contains("apt-get install ghdl-mcode", e.Message);
    }

    private SimulationMismatch? Compare(Func<SimulationResult, SimulationResult> change)
    {
        long[] expected = [.. Enumerable.Range(0, Events * ports.OutputCount)];
        int[] taken = [.. Enumerable.Range(0, Events).Select(e => 10 + 2 * e)];
        return SimulationComparison.FirstMismatch(
            ports,
            expected,
            change(new SimulationResult([.. expected], [.. taken], [.. taken.Select(t => t + Latency)])),
            Latency
        );
    }
}
