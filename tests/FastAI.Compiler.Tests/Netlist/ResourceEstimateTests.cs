using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Optimization;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class ResourceEstimateTests
{
    /// <summary>
    /// The estimate beside what Yosys 0.23 (<c>synth_xilinx -family xcup -flatten -noiopad</c>) made of the emitted VHDL: LUT1 to LUT6,
    /// LUT6_2, FDRE and FDSE, CARRY4 and twice CARRY8, DSP48E2. A rank of 32 inputs of 8 bits, one operation, as plain RTL and as primitives.
    /// </summary>
    [Theory]
    [InlineData("saturate", "generic", 224, 418, 64, 0)]
    [InlineData("maximum", "generic", 511, 299, 31, 0)]
    [InlineData("argmax", "generic", 520, 308, 31, 0)]
    [InlineData("product", "xcup", 0, 514, 0, 16)]
    [InlineData("saturate", "xcup", 160, 418, 64, 0)]
    [InlineData("maximum", "xcup", 248, 299, 62, 0)]
    [InlineData("argmax", "xcup", 267, 309, 62, 0)]
    public void Estimate_is_within_a_tenth_of_open_synthesis(string operation, string device, int lut, int ff, int carry, int dsp)
    {
        Resources found = HardwareCompiler
            .Compile(
                Graph(operation),
                new HardwareOptions
                {
                    Device = device,
                    ClockMHz = 200,
                    Multipliers = MultiplierChoice.Dsp,
                }
            )
            .Resources.Total;
        Assert.InRange(found.Lut, .9 * lut, 1.1 * lut);
        Assert.InRange(found.Ff, .97 * ff, 1.03 * ff);
        Assert.InRange(found.Carry, .9 * carry, 1.1 * carry);
        Assert.Equal(dsp, found.Dsp);
    }

    [Fact]
    public void Layers_add_up_to_the_total_but_for_the_valid_bits()
    {
        HardwareDesign design = HardwareCompiler.Compile(Graph("argmax"), new HardwareOptions { Device = "xcup", ClockMHz = 300 });
        Resources sum = design.Resources.Layers.Aggregate(default(Resources), (a, l) => a + l.Resources);
        Assert.Equal(design.Resources.Total, sum with { Ff = sum.Ff + design.Pipeline.Latency + 1 });
        Assert.Contains(design.Resources.Layers, l =>
            l.Layer == "argmax" && l.Resources.Lut > 0 && l.FirstStage == 1 && l.LastStage == design.Pipeline.Latency
        );
    }

    [Fact]
    public void A_design_beyond_the_largest_number_of_words_is_refused_with_its_layer_and_advice()
    {
        var failure = Assert.Throws<FastAIException>(() =>
            HardwareCompiler.Compile(Graph("argmax"), new HardwareOptions { MaxWords = 100 })
        );
        Assert.Equal(ExitCode.Unsupported, failure.Code);
        Assert.Contains("layer 'argmax'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("sliding window", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("virtex2", 200)]
    [InlineData("generic", 0)]
    [InlineData("generic", 5000)]
    public void An_unknown_device_or_a_clock_without_time_is_a_usage_error(string device, double clock)
    {
        var failure = Assert.Throws<FastAIException>(() =>
            HardwareCompiler.Compile(Graph("maximum"), new HardwareOptions { Device = device, ClockMHz = clock })
        );
        Assert.Equal(ExitCode.Usage, failure.Code);
    }

    private static FixedGraph Graph(string operation)
    {
        const int Count = 32;
        var builder = new FixedGraphBuilder(operation);
        var shape = new Shape(Count);
        int x = builder.Input("x", shape, PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 3), Count));
        int y = operation switch
        {
            "saturate" => builder.Quantize(
                operation,
                x,
                PerElement<FixedFormat>.Uniform(new FixedFormat(true, 5, 2), Count),
                Rounding.RndConv,
                Overflow.Sat
            ),
            "maximum" => builder.Reduce(operation, ReduceOperation.Maximum, x, new Shape(1), Count, [.. Enumerable.Range(0, Count)]),
            "argmax" => builder.Reduce(operation, ReduceOperation.ArgMaxFirst, x, new Shape(1), Count, [.. Enumerable.Range(0, Count)]),
            "product" => builder.Binary(
                operation,
                BinaryOperation.Multiply,
                x,
                builder.Gather("reversed", [x], shape, [.. Enumerable.Range(0, Count).Reverse()])
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
        builder.Output("y", y);
        return builder.Build();
    }
}
