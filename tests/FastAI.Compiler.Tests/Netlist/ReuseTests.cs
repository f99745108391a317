using FastAI.Compiler.Hardware;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class ReuseTests
{
    private static readonly int[] Cycles = [2, 3, 4, 5, 8, 16];

    /// <summary>The values are those of the model, word by word inside their intervals, and each result leaves the stated number of edges
    /// after its event, which come at the least distance or later.</summary>
    [Theory]
    [InlineData("dense", 150)]
    [InlineData("small", 400)]
    [InlineData("narrow", 200)]
    public void Shared_hardware_computes_the_model_in_the_stated_cycles(string kind, int seeds)
    {
        int shared = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            FixedGraph graph = kind == "dense" ? RandomDense.Create(seed) : RandomGraphs.Create(seed, CircuitChecks.OptionsOf(kind));
            HardwareOptions options = Options(seed);
            HardwareDesign design;
            try
            {
                design = HardwareCompiler.Compile(graph, options);
            }
            catch (FastAIException e) when (e.Code == ExitCode.Unsupported)
            {
                continue; // nothing to share, or the clock is out of reach
            }
            shared++;
            Circuit circuit = design.Pipeline.Circuit;
            CircuitVerifier.Verify(circuit);
            PipelineVerifier.Verify(design.Pipeline, DelayModel.Of(options.Device));
            Assert.Equal(options.Reuse, design.Pipeline.InitiationInterval);
            CircuitChecks.AssertEqualsOracle(graph, circuit, seed);
            PipelineRun.Agrees(graph, design.Pipeline, seed);
        }
        Assert.True(shared >= seeds / (kind == "dense" ? 3 : 20), $"only {shared} of {seeds} models share anything");
    }

    [Fact]
    public void An_event_that_comes_too_early_is_refused()
    {
        HardwareDesign design = HardwareCompiler.Compile(
            Dense(8, 8, 3),
            new HardwareOptions { Reuse = 4, Multipliers = MultiplierChoice.Dsp }
        );
        var interpreter = new PipelineInterpreter(design.Pipeline);
        interpreter.Clock(true, new long[8]);
        interpreter.Clock(false, new long[8]);
        interpreter.Clock(false, new long[8]);
        Assert.Throws<ArgumentException>(() => interpreter.Clock(true, new long[8]));
        interpreter.Reset();
        interpreter.Clock(true, new long[8]);
    }

    /// <summary>Of a dense layer there are as many multipliers as weights over cycles, and no more.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Multipliers_are_weights_over_cycles(int cycles)
    {
        const int Rows = 16,
            Columns = 16;
        HardwareDesign design = HardwareCompiler.Compile(
            Dense(Rows, Columns, 1),
            new HardwareOptions { Reuse = cycles, Multipliers = MultiplierChoice.Dsp }
        );
        // a weight that is the same in all phases needs none
        Assert.InRange(
            design.Pipeline.Circuit.Words.Count(w => w is MultiplyWord),
            Rows * Columns / cycles * 9 / 10,
            Rows * Columns / cycles
        );
        Assert.All(design.Pipeline.Circuit.Products, p => Assert.Equal(ProductForm.SharedColumns, p.Form));
    }

    [Fact]
    public void What_cannot_be_shared_is_refused_with_what_to_change()
    {
        var builder = new FixedGraphBuilder("square");
        int x = builder.Input("x", new Shape(2), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 6, 4), 2));
        builder.Output("y", builder.Binary("square", BinaryOperation.Multiply, x, x));
        FixedGraph graph = builder.Build();
        var nothing = Assert.Throws<FastAIException>(() => HardwareCompiler.Compile(graph, new HardwareOptions { Reuse = 4 }));
        Assert.Equal(ExitCode.Unsupported, nothing.Code);
        Assert.Contains("no layer with constant weights", nothing.Message, StringComparison.Ordinal);
        var dear = Assert.Throws<FastAIException>(() => HardwareCompiler.Compile(Dense(4, 2, 0), new HardwareOptions { Reuse = 2 }));
        Assert.Contains("larger --reuse", dear.Message, StringComparison.Ordinal);
        foreach (int cycles in new[] { 0, 1025 })
            Assert.Equal(
                ExitCode.Usage,
                Assert.Throws<FastAIException>(() => HardwareCompiler.Compile(graph, new HardwareOptions { Reuse = cycles })).Code
            );
    }

    private static HardwareOptions Options(int seed) =>
        new()
        {
            Reuse = Cycles[seed % Cycles.Length],
            Multipliers = (seed / 6 % 3) switch
            {
                0 => MultiplierChoice.Dsp,
                1 => MultiplierChoice.Lut,
                _ => MultiplierChoice.Auto,
            },
            Device = seed % 2 == 0 ? "generic" : "xcup",
            ClockMHz = seed % 5 == 0 ? 40 : 180,
            Effort = 0,
        };

    /// <summary>A dense layer of random weights of eight bits, none of them zero.</summary>
    private static FixedGraph Dense(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var builder = new FixedGraphBuilder("dense");
        int x = builder.Input("x", new Shape(rows), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 4), rows));
        long[] weights = [.. Enumerable.Range(0, rows * columns).Select(_ => (2L * random.Next(32, 64)) + 1)];
        long[] bias = [.. Enumerable.Range(0, columns).Select(_ => (long)random.Next(100))];
        var block = new AffineBlock(
            rows,
            columns,
            [.. Enumerable.Range(0, rows)],
            [.. Enumerable.Range(0, columns)],
            [.. weights],
            [.. bias]
        );
        builder.Output("y", builder.Affine("dense", x, new Shape(columns), [block], PerElement<int>.Uniform(4, columns)));
        return builder.Build();
    }
}
