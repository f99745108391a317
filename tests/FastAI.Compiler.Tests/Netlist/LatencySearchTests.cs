using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class LatencySearchTests
{
    private static readonly DelayModel Device = DelayModel.Of("xcup");

    /// <summary>Every clock in tenths of a MHz is tried: none above the chosen one stays within the budget.</summary>
    [Theory]
    [InlineData("2c")]
    [InlineData("5c")]
    [InlineData("20ns")]
    [InlineData("9.5")]
    [InlineData("14")]
    public void Clock_is_the_highest_within_the_budget(string text)
    {
        LatencyBudget budget = LatencyBudget.Parse(text);
        for (int seed = 0; seed < 8; seed++)
        {
            Circuit circuit = Sums(seed);
            PipelinedCircuit found = LatencySearch.Schedule(circuit, Device, budget);
            PipelineVerifier.Verify(found, Device);
            Assert.True(budget.Allows(found.Latency, found.ClockMHz));
            for (int step = (int)Math.Round(found.ClockMHz * 10) + 1; ; step++)
            {
                try
                {
                    int stages = Scheduler.Schedule(circuit, Device, step / 10.0).Latency;
                    Assert.False(
                        budget.Allows(stages, step / 10.0),
                        $"seed {seed}: {step / 10.0} MHz meets {budget} with {stages} stages, {found.ClockMHz} MHz was chosen"
                    );
                }
                catch (FastAIException)
                {
                    break; // a single word is slower than the clock
                }
            }
        }
    }

    [Fact]
    public void Budget_below_one_stage_is_refused_with_the_least_that_is_met()
    {
        Circuit circuit = Sums(1);
        var error = Assert.Throws<FastAIException>(() => LatencySearch.Schedule(circuit, Device, LatencyBudget.OfNanoseconds(1)));
        Assert.Equal(ExitCode.BudgetMissed, error.Code);
        Assert.Contains("layer 'sums'", error.Message);
        string least = error.Message.Split("at least ")[1].Split(" ns")[0];
        Assert.Equal(1, LatencySearch.Schedule(circuit, Device, LatencyBudget.Parse(least)).Latency);
        double below = double.Parse(least, CultureInfo.InvariantCulture) - 0.05;
        Assert.Throws<FastAIException>(() => LatencySearch.Schedule(circuit, Device, LatencyBudget.OfNanoseconds(below)));
    }

    [Fact]
    public void Fixed_clock_that_misses_is_refused_with_a_clock_that_does_not()
    {
        Circuit circuit = Sums(2);
        PipelinedCircuit fast = Scheduler.Schedule(circuit, Device, 500);
        LatencyBudget budget = LatencyBudget.OfCycles(fast.Latency - 1);
        Assert.Equal(
            fast.Stages.ToArray(),
            LatencySearch.Schedule(circuit, Device, LatencyBudget.OfCycles(fast.Latency), 500).Stages.ToArray()
        );
        var error = Assert.Throws<FastAIException>(() => LatencySearch.Schedule(circuit, Device, budget, 500));
        Assert.Equal(ExitCode.BudgetMissed, error.Code);
        Assert.Contains("layer 'sums'", error.Message);
        double clock = double.Parse(error.Message.Split("a clock of ")[1].Split(" MHz")[0], CultureInfo.InvariantCulture);
        Assert.True(LatencySearch.Schedule(circuit, Device, budget, clock).Latency <= budget.Cycles);
    }

    [Fact]
    public void Longest_path_is_the_layer_with_the_widest_sums()
    {
        var builder = new CircuitBuilder();
        builder.BeginLayer("narrow");
        var format = new FixedFormat(true, 6, 6);
        int[] x = [.. Enumerable.Range(0, 4).Select(i => builder.Input(0, i, format))];
        int narrow = builder.Add(x[0], 0, x[1], 0, false);
        builder.BeginLayer("wide");
        int wide = builder.Add(builder.Add(narrow, 7, x[2], 0, false), 9, x[3], 0, false);
        Circuit circuit = Build(builder, x, [wide]);
        LongestPath path = LongestPath.Of(circuit, Device);
        double[] delays = Device.Of(circuit);
        double first = delays[narrow],
            all = delays.Sum();
        Assert.Equal("wide", path.Layer);
        Assert.Equal(all, path.Nanoseconds, 9);
        Assert.Equal(all - first, path.LayerNanoseconds, 9);
        // in three stages each addition is alone, and the widest one binds
        LongestPath binding = LongestPath.Of(LatencySearch.Schedule(circuit, Device, LatencyBudget.OfCycles(3)), Device);
        Assert.Equal((3, "wide"), (binding.Stage, binding.Layer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c")]
    [InlineData("0")]
    [InlineData("0c")]
    [InlineData("-5")]
    [InlineData("1.5c")]
    [InlineData("25us")]
    [InlineData("NaN")]
    public void Text_that_is_no_budget_is_refused(string text) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<FastAIException>(() => LatencyBudget.Parse(text)).Code);

    [Fact]
    public void Text_is_nanoseconds_or_cycles()
    {
        Assert.Equal(LatencyBudget.OfNanoseconds(25), LatencyBudget.Parse("25"));
        Assert.Equal(LatencyBudget.OfNanoseconds(12.5), LatencyBudget.Parse("12.5ns"));
        Assert.Equal(LatencyBudget.OfCycles(5), LatencyBudget.Parse("5c"));
    }

    /// <summary>A chain of ten additions and subtractions of growing width, some side by side.</summary>
    private static Circuit Sums(int seed)
    {
        var random = new Random(seed);
        var builder = new CircuitBuilder();
        builder.BeginLayer("sums");
        var format = new FixedFormat(true, 6, 6);
        int[] inputs = [.. Enumerable.Range(0, 3).Select(i => builder.Input(0, i, format))];
        List<int> words = [.. inputs];
        while (builder.Words.Count < 13)
        {
            int made = builder.Add(words[^1], random.Next(3), words[random.Next(words.Count - 1)], 0, random.Next(2) == 0);
            if (!words.Contains(made))
                words.Add(made);
        }
        return Build(builder, inputs, [words[^1], words[^2]]);
    }

    private static Circuit Build(CircuitBuilder builder, int[] inputs, int[] outputs)
    {
        var formats = PerElement<FixedFormat>.Create(outputs.Length, i => FixedFormat.ForInterval(builder.RangeOf(outputs[i]), 0));
        Circuit circuit = builder.Build(
            "sums",
            [new CircuitInput("x", new Shape(inputs.Length), [.. inputs])],
            [new CircuitOutput("y", new Shape(outputs.Length), [.. outputs], formats)]
        );
        CircuitVerifier.Verify(circuit);
        return circuit;
    }
}
