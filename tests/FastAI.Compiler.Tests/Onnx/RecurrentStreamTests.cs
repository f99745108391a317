using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Streaming;
using FastAI.Compiler.Tests.Quantization;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Reference;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Recurrent layers over their attributes in fixed point and on streams: within the proved error, nothing left out, and
/// windows and carried states alike.</summary>
public sealed class RecurrentStreamTests
{
    private static readonly QuantizationOptions Fine = new()
    {
        InputFormat = new FixedFormat(true, 10, 2),
        ActivationBits = 18,
        WeightBits = 10,
        TableBits = 11,
    };
    private static readonly QuantizationOptions Coarse = new()
    {
        InputFormat = new FixedFormat(true, 8, 2),
        ActivationBits = 8,
        WeightBits = 6,
        TableBits = 7,
    };

    [Theory]
    [MemberData(nameof(RecurrentOperatorTests.Seeds), 6, MemberType = typeof(RecurrentOperatorTests))]
    public void Fixed_point_stays_within_the_error_of_its_formats(string type, int seed)
    {
        var graph = Import(new RecurrentVariant(type, 3000 + seed));
        foreach (var options in new[] { Fine, Coarse })
        {
            var result = FixedPointCompiler.Quantize(graph, options);
            var random = new Random(seed);
            int held = 0;
            for (int e = 0; e < 10; e++)
                held += Comparison.WithinBound(graph, result, Comparison.Mantissas(result.Graph, random)) ? 1 : 0;
            Assert.All(result.Report.Outputs, o => Assert.True(double.IsFinite(o.Bound), o.Name));
            if (result.Report.Outputs.All(o => o.Conditions.IsEmpty))
                Assert.Equal(10, held);
        }
    }

    /// <summary>What moves an output of the float model moves it in fixed point.</summary>
    [Theory]
    [MemberData(nameof(RecurrentOperatorTests.Seeds), 10, MemberType = typeof(RecurrentOperatorTests))]
    public void No_output_loses_an_input(string type, int seed)
    {
        var graph = Import(new RecurrentVariant(type, 4000 + seed));
        // Formats from data, as unbounded activations want them.
        var random = new Random(seed);
        const int Events = 200;
        var data = new CalibrationData(
            Events,
            [
                .. graph.Inputs.Select(i =>
                    Enumerable.Range(0, Events * graph.Nodes[i].Shape.Count).Select(_ => 4 * random.NextDouble() - 2).ToArray()
                ),
            ]
        );
        var fixedPoint = FixedPointCompiler.Quantize(graph, Fine, null, data).Graph;
        int inputs = fixedPoint.InputCount,
            outputs = fixedPoint.OutputCount;
        var (floats, integers) = (new double[inputs, outputs], new bool[inputs, outputs]);
        var emulator = Emulator.Create(fixedPoint);
        for (int e = 0; e < 8; e++)
        {
            long[] mantissas = [.. Enumerable.Range(0, inputs).Select(_ => random.NextInt64(-250, 250))];
            var (floatBase, fixedBase) = (Floats(graph, fixedPoint, mantissas), Run(mantissas));
            for (int i = 0; i < inputs; i++)
            {
                long[] moved = [.. mantissas];
                moved[i] += moved[i] > 0 ? -250 : 250;
                var (floatMoved, fixedMoved) = (Floats(graph, fixedPoint, moved), Run(moved));
                for (int o = 0; o < outputs; o++)
                {
                    floats[i, o] = Math.Max(floats[i, o], Math.Abs(floatMoved[o] - floatBase[o]));
                    integers[i, o] |= fixedMoved[o] != fixedBase[o];
                }
            }
        }
        for (int i = 0; i < inputs; i++)
        for (int o = 0; o < outputs; o++)
        {
            Assert.True(floats[i, o] < 2e-3 || integers[i, o], $"element {i} moves output {o} by {floats[i, o]}, but not in fixed point");
            Assert.True(floats[i, o] > 0 || !integers[i, o], $"element {i} moves output {o} in fixed point alone");
        }

        long[] Run(long[] events)
        {
            var results = new long[outputs];
            emulator.Run(events, results);
            return results;
        }
    }

    /// <summary>Unrolled over its window and run on a stream, a layer gives what it gives on every window.</summary>
    [Theory]
    [MemberData(nameof(RecurrentOperatorTests.Seeds), 20, MemberType = typeof(RecurrentOperatorTests))]
    public void A_window_on_a_stream(string type, int seed)
    {
        var graph = FixedPointCompiler.Quantize(Import(new RecurrentVariant(type, 5000 + seed)), Coarse).Graph;
        var options = new StreamOptions { TimeAxis = "-2" };
        if (graph.Inputs.Length > 1)
        {
            // Initial states from outside have no time; a window does not tell how they would follow from one another.
            if (graph.Nodes[graph.Inputs[0]].Type.Shape.Extents[^2] != graph.Nodes[graph.Inputs[1]].Type.Shape.Extents[^2])
                Assert.Throws<FastAIException>(() => options.For(graph));
            return;
        }
        graph = graph with { Stream = options.For(graph) };
        var emulator = StreamEmulator.Create(graph, 1);
        emulator.Stream.Verify();
        int ticks = emulator.WarmUp + 12;
        long[] events = RandomInputs.For(emulator.Stream.Step, seed, ticks);
        long[][] samples =
        [
            .. Enumerable.Range(0, ticks).Select(t => events.AsSpan(t * emulator.Stream.Step.InputCount, emulator.SampleCount).ToArray()),
        ];
        var expected = StreamOracle.Windows(graph, samples);
        for (int t = 0; t < ticks; t++)
        {
            var (results, valid) = (new long[emulator.OutputCount], new bool[1]);
            emulator.Push([0], samples[t], results, valid);
            Assert.Equal(t >= emulator.WarmUp, valid[0]);
            if (valid[0])
                Assert.Equal(expected[t - emulator.WarmUp], results);
        }
    }

    /// <summary>A model of one step whose states are carried is the layer over the whole recording, as ONNX Runtime computes it.</summary>
    [Theory]
    [InlineData("RNN")]
    [InlineData("LSTM")]
    [InlineData("GRU")]
    public void A_carried_state(string type)
    {
        const int Ticks = 30,
            Inputs = 2,
            Hidden = 3;
        var step = FixedPointCompiler.Quantize(GraphPasses.Run(OnnxImporter.Import(Layer(type, 1, states: true).ToModel())), Fine).Graph;
        string[] states = type == "LSTM" ? ["h0=y_h:0.25", "c0=y_c:-0.5"] : ["h0=y_h:0.25"];
        step = step with { Stream = new StreamOptions { States = [.. states.Select(StateBinding.Parse)] }.For(step) };
        var emulator = StreamEmulator.Create(step, 2);
        Assert.Equal((0, Inputs), (emulator.WarmUp, emulator.SampleCount));
        var random = new Random(1);
        long[] samples = [.. Enumerable.Range(0, Ticks * Inputs).Select(_ => random.NextInt64(-512, 512))];
        using var reference = FloatReference.Open(Layer(type, Ticks, states: false).ToModel().ToBytes());
        int fraction = emulator.Inputs[0].Formats[0].Fraction,
            output = Array.FindIndex([.. emulator.Outputs], o => o.Name == "y");
        double[] expected =
        [
            .. reference
                .Run([
                    [.. samples.Select(m => Quantizer.ToReal(m, fraction))],
                ])
                .First(o => o.Name == "y")
                .Values,
        ];
        for (int pass = 0; pass < 2; pass++)
        {
            for (int t = 0; t < Ticks; t++)
            {
                var (results, valid) = (new long[emulator.OutputCount], new bool[1]);
                Assert.Equal(1, emulator.Push([1], samples.AsSpan(t * Inputs, Inputs), results, valid));
                for (int u = 0; u < Hidden; u++)
                {
                    double found = Quantizer.ToReal(
                        results[emulator.Outputs[output].Offset + u],
                        emulator.Outputs[output].Formats[u].Fraction
                    );
                    Assert.InRange(found - expected[t * Hidden + u], -0.03, 0.03);
                }
            }
            emulator.Restart(1);
        }
    }

    private static FloatGraph Import(RecurrentVariant variant) =>
        GraphPasses.Run(OnnxImporter.Import(OnnxModel.Parse(variant.Model(rowsFirst: false), "variant.onnx")));

    private static double[] Floats(FloatGraph graph, FixedGraph fixedPoint, long[] mantissas)
    {
        int next = 0;
        double[][] inputs =
        [
            .. fixedPoint.Inputs.Select(input =>
            {
                var type = fixedPoint.Nodes[input].Type;
                return Enumerable.Range(0, type.Count).Select(i => Quantizer.ToReal(mantissas[next++], type[i].Fraction)).ToArray();
            }),
        ];
        double[][] values = GraphEvaluator.Run(graph, inputs);
        return [.. graph.Outputs.SelectMany(output => values[output.Node])];
    }

    /// <summary>A layer of three units over some steps; its initial states are inputs, or constants of
    /// the same values in every unit.</summary>
    private static OnnxBuilder Layer(string type, int steps, bool states)
    {
        const int Inputs = 2,
            Hidden = 3;
        var random = new TestRandom(type.Length);
        int gates = type switch
        {
            "RNN" => 1,
            "GRU" => 3,
            _ => 4,
        };
        var builder = new OnnxBuilder(14)
            .Input("x", -1, steps, Inputs)
            .Weights("W", [1, gates * Hidden, Inputs], random.Floats(gates * Hidden * Inputs))
            .Weights("R", [1, gates * Hidden, Hidden], random.Floats(gates * Hidden * Hidden))
            .Weights("B", [1, 2 * gates * Hidden], random.Floats(2 * gates * Hidden, -0.3, 0.3))
            .Node("Transpose", ["x"], ["s"], ("perm", new long[] { 1, 0, 2 }));
        string[] names = type == "LSTM" ? ["h0", "c0"] : ["h0"];
        foreach (string name in names)
        {
            if (states)
                builder.Input(name, -1, 1, Hidden).Node("Transpose", [name], [name + "_first"], ("perm", new long[] { 1, 0, 2 }));
            else
                builder.Weights(name + "_first", [1, 1, Hidden], Enumerable.Repeat(name == "h0" ? 0.25f : -0.5f, Hidden).ToArray());
        }
        string[] operands = ["s", "W", "R", "B", "", .. names.Select(name => name + "_first")],
            results = type == "LSTM" ? ["Y", "Y_h", "Y_c"] : ["Y", "Y_h"];
        builder
            .Node(type, operands, results, ("hidden_size", Hidden))
            .Node("Transpose", ["Y"], ["y"], ("perm", new long[] { 2, 0, 1, 3 }))
            .Output("y");
        foreach (string result in results.Skip(1))
            builder
                .Node("Transpose", [result], [result.ToLowerInvariant()], ("perm", new long[] { 1, 0, 2 }))
                .Output(result.ToLowerInvariant());
        return builder;
    }
}
