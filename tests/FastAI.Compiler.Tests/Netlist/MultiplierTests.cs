using System.Numerics;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Products of variables in blocks and in tables, at slow clocks and close to what a family reaches.</summary>
public sealed class MultiplierTests
{
    private static readonly (string Device, double Fast)[] Devices =
    [
        ("generic", 440),
        ("xcup", 600),
        ("xcku", 480),
        ("versal", 650),
        ("stratix10", 450),
        ("agilex7", 550),
    ];

    [Theory]
    [InlineData(MultiplierChoice.Auto)]
    [InlineData(MultiplierChoice.Dsp)]
    [InlineData(MultiplierChoice.Lut)]
    public void Products_and_squares_are_exact_at_every_clock(MultiplierChoice choice)
    {
        int pipelined = 0,
            split = 0,
            rows = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            int most = seed % 4 == 0 ? 30 : 18;
            FixedFormat a = Format(random, most),
                b = Format(random, most);
            (string device, double fast) = Devices[seed % Devices.Length];
            var options = new HardwareOptions
            {
                Device = device,
                ClockMHz = random.Next(3) == 0 ? 150 : fast,
                Multipliers = choice,
            };
            PipelinedCircuit pipeline = HardwareCompiler.Compile(Products(a, b), options).Pipeline;
            CircuitVerifier.Verify(pipeline.Circuit);
            PipelineVerifier.Verify(pipeline, DelayModel.Of(device));
            Check(pipeline, a, b, random, seed);
            pipelined +=
                pipeline.Circuit.Words.Any(w => w is MultiplyWord { Phases: MultiplyWord.MaxPhases } or ProductRowWord)
                && pipeline.Latency > 2
                    ? 1
                    : 0;
            split += pipeline.Circuit.Words.Count(w => w is MultiplyWord) > 3 ? 1 : 0;
            rows += pipeline.Circuit.Words.Any(w => w is ProductRowWord) ? 1 : 0;
        }
        Assert.True(pipelined > 10, $"only {pipelined} have stages inside a multiplier");
        if (choice != MultiplierChoice.Lut)
            Assert.True(split > 5, $"only {split} have a product of several blocks");
        if (choice != MultiplierChoice.Dsp)
            Assert.True(rows > 10, $"only {rows} have rows");
    }

    /// <summary>Without stages inside, a block of this device allows 384 MHz.</summary>
    [Fact]
    public void A_latency_budget_takes_stages_inside_a_block_for_a_higher_clock()
    {
        FixedGraph graph = Products(new FixedFormat(true, 18, 8), new FixedFormat(true, 18, 8));
        PipelinedCircuit Design(int cycles) =>
            HardwareCompiler
                .Compile(
                    graph,
                    new HardwareOptions
                    {
                        Device = "versal",
                        ClockMHz = null,
                        LatencyBudget = LatencyBudget.Parse($"{cycles}c"),
                        Multipliers = MultiplierChoice.Dsp,
                    }
                )
                .Pipeline;
        double one = Design(1).ClockMHz,
            two = Design(2).ClockMHz,
            three = Design(3).ClockMHz;
        Assert.True(one < two && two < three, $"{one}, {two}, {three} MHz in one, two and three cycles");
        Assert.True(three > 700, $"{three} MHz in three cycles");
    }

    [Fact]
    public void A_square_takes_fewer_tables_and_fewer_blocks_than_a_product()
    {
        foreach (int width in (int[])[5, 8, 12, 16, 24, 30])
        {
            var x = new FixedFormat(true, width, width);
            foreach (MultiplierChoice choice in (MultiplierChoice[])[MultiplierChoice.Lut, MultiplierChoice.Dsp])
            {
                var options = new HardwareOptions
                {
                    Device = "xcup",
                    ClockMHz = 200,
                    Multipliers = choice,
                };
                var square = HardwareCompiler.Compile(Square(x), options).Resources.Total;
                var product = HardwareCompiler.Compile(Product(x), options).Resources.Total;
                if (choice == MultiplierChoice.Lut)
                    Assert.True(square.Lut < product.Lut, $"{width} bits: {square.Lut} LUT for the square, {product.Lut} for the product");
                else
                    Assert.True(
                        square.Dsp < product.Dsp || product.Dsp <= 2,
                        $"{width} bits: {square.Dsp} blocks for the square, {product.Dsp} for the product"
                    );
            }
        }
    }

    private static FixedFormat Format(Random random, int most) => new(random.Next(3) != 0, random.Next(2, most + 1), 4);

    private static FixedGraph Products(FixedFormat a, FixedFormat b)
    {
        var builder = new FixedGraphBuilder("products");
        int x = builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(a, 1)),
            y = builder.Input("y", new Shape(1), PerElement<FixedFormat>.Uniform(b, 1));
        builder.Output("p", builder.Binary("product", BinaryOperation.Multiply, x, y));
        builder.Output("q", builder.Binary("square", BinaryOperation.Multiply, y, y));
        return builder.Build();
    }

    private static FixedGraph Product(FixedFormat format)
    {
        var builder = new FixedGraphBuilder("product");
        int x = builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(format, 1)),
            y = builder.Input("y", new Shape(1), PerElement<FixedFormat>.Uniform(format, 1));
        builder.Output("p", builder.Binary("product", BinaryOperation.Multiply, x, y));
        return builder.Build();
    }

    private static FixedGraph Square(FixedFormat format)
    {
        var builder = new FixedGraphBuilder("square");
        int x = builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(format, 1));
        builder.Output("q", builder.Binary("square", BinaryOperation.Multiply, x, x));
        return builder.Build();
    }

    private static void Check(PipelinedCircuit pipeline, FixedFormat a, FixedFormat b, Random random, int seed)
    {
        const int Events = 60;
        var interpreter = new PipelineInterpreter(pipeline);
        (long X, long Y)[] events = [.. Enumerable.Range(0, Events).Select(_ => (Value(a, random), Value(b, random)))];
        for (int edge = 0; edge < Events + pipeline.Latency; edge++)
        {
            (long x, long y) = events[Math.Min(edge, Events - 1)];
            long[]? found = interpreter.Clock(edge < Events, [x, y]);
            Assert.Equal(edge >= pipeline.Latency, found is not null);
            if (found is null)
                continue;
            (x, y) = events[edge - pipeline.Latency];
            Assert.True(
                found[0] == (BigInteger)x * y && found[1] == (BigInteger)y * y,
                $"seed {seed}: {x} * {y} gives {found[0]}, {y} squared {found[1]}"
            );
        }
    }

    private static long Value(FixedFormat format, Random random) =>
        random.Next(5) switch
        {
            0 => format.MinMantissa,
            1 => format.MaxMantissa,
            2 => Math.Clamp(random.Next(-3, 4), format.MinMantissa, format.MaxMantissa),
            _ => random.NextInt64(format.MinMantissa, format.MaxMantissa + 1),
        };
}
