using FastAI.Compiler.Hardware;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Hardware.Tests.Proofs;

/// <summary>Shift-add graphs of small constant matrices, as emitted and pipelined, are the sums of products for every input.</summary>
public sealed class MatrixProofTests
{
    private const int Bits = 20;

    [SkippableTheory]
    [InlineData(1, 2, 2, 5, 6)]
    [InlineData(2, 2, 3, 5, 6)]
    [InlineData(3, 3, 2, 4, 4)]
    [InlineData(4, 3, 3, 4, 4)]
    [InlineData(5, 3, 4, 3, 4)]
    [InlineData(6, 4, 4, 3, 3)]
    public void LayerIsTheSumOfProducts(int seed, int inputs, int outputs, int weightBits, int inputBits)
    {
        var (pipeline, expressions) = Layer(seed, inputs, outputs, weightBits, inputBits, false);
        Assert.True(FormalProof.Holds(pipeline, Bits, expressions));
    }

    /// <summary>Sums of three operands, as RTL and as AMD primitives.</summary>
    [SkippableTheory]
    [InlineData(11, 3, 2, 4, 4)]
    [InlineData(12, 3, 3, 4, 4)]
    [InlineData(13, 4, 3, 3, 3)]
    [InlineData(14, 2, 3, 5, 5)]
    public void LayerOfThreeOperandsIsTheSumOfProducts(int seed, int inputs, int outputs, int weightBits, int inputBits)
    {
        var (pipeline, expressions) = Layer(seed, inputs, outputs, weightBits, inputBits, false, "xcup");
        Assert.True(FormalProof.Holds(pipeline, Bits, expressions));
        Assert.True(FormalProof.Holds(pipeline, Bits, expressions, primitives: true));
    }

    [SkippableFact]
    public void OtherWeightAmongPrimitivesIsFoundOut()
    {
        var (pipeline, expressions) = Layer(11, 3, 2, 4, 4, true, "xcup");
        Assert.False(FormalProof.Holds(pipeline, Bits, expressions, primitives: true));
    }

    [SkippableTheory]
    [InlineData(1, 2, 2, 5, 6)]
    [InlineData(6, 4, 4, 3, 3)]
    public void OtherWeightIsFoundOut(int seed, int inputs, int outputs, int weightBits, int inputBits)
    {
        var (pipeline, expressions) = Layer(seed, inputs, outputs, weightBits, inputBits, true);
        Assert.False(FormalProof.Holds(pipeline, Bits, expressions));
    }

    /// <summary>A result that is right but comes a cycle later than it is expected.</summary>
    [SkippableFact]
    public void OtherLatencyIsFoundOut()
    {
        var (pipeline, expressions) = Layer(1, 2, 2, 5, 6, false);
        var late = new PipelinedCircuit(pipeline.Circuit, pipeline.Stages, pipeline.Latency + 1, pipeline.ClockMHz);
        Assert.True(FormalProof.Holds(late, Bits, expressions));
        Assert.False(FormalProof.Holds(late, Bits, expressions, pipeline.Latency));
    }

    private static (PipelinedCircuit Pipeline, string[] Expressions) Layer(
        int seed,
        int inputs,
        int outputs,
        int weightBits,
        int inputBits,
        bool wrong,
        string device = "generic"
    )
    {
        var random = new Random(seed);
        long[] weights =
        [
            .. Enumerable.Range(0, inputs * outputs).Select(_ => random.NextInt64(-(1 << (weightBits - 1)), 1 << (weightBits - 1))),
        ];
        long[] bias = [.. Enumerable.Range(0, outputs).Select(_ => random.NextInt64(-40, 41))];
        var builder = new FixedGraphBuilder("layer");
        int x = builder.Input(
            "x",
            new Shape(inputs),
            PerElement<FixedFormat>.Create(inputs, i => new FixedFormat((seed + i) % 3 != 0, inputBits, inputBits))
        );
        var block = new AffineBlock(
            inputs,
            outputs,
            [.. Enumerable.Range(0, inputs)],
            [.. Enumerable.Range(0, outputs)],
            [.. weights],
            [.. bias]
        );
        builder.Output("y", builder.Affine("sum", x, new Shape(outputs), [block], PerElement<int>.Uniform(0, outputs)));
        // a clock of about two additions a stage
        PipelinedCircuit pipeline = HardwareCompiler
            .Compile(
                builder.Build(),
                new HardwareOptions
                {
                    ClockMHz = device == "generic" ? 350 : 300,
                    Device = device,
                    DepthSlack = null,
                }
            )
            .Pipeline;
        if (wrong)
            weights[random.Next(weights.Length)]++;
        return (
            pipeline,
            [
                .. Enumerable
                    .Range(0, outputs)
                    .Select(j =>
                        $"{bias[j]}" + string.Concat(Enumerable.Range(0, inputs).Select(i => $" + x{i} * ({weights[i * outputs + j]})"))
                    ),
            ]
        );
    }
}
