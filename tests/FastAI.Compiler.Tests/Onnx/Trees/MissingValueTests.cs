using FastAI.Compiler.Graph;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Compiler.Tests.Netlist;
using FastAI.Compiler.Tests.Quantization;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Serialization;
using FastAI.Model.Streaming;
using FastAI.Runtime.Reference;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx.Trees;

/// <summary>Events with missing values through ensembles whose nodes say where these go: from NaN in the data to the scores.</summary>
public sealed class MissingValueTests
{
    private const int Events = 64;

    /// <summary>Features on a grid that the format holds, some of them missing, against ONNX Runtime, which sees NaN; calibration counts no
    /// event that changes its path.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void EnsemblesOfEveryVersionGiveWhatOnnxRuntimeGives(int opset)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new TestRandom(1000 * opset + seed);
            int features = random.Next(1, 5),
                targets = random.Pick(1, 1, 2, 3);
            var forest = new ForestAttributes(random, features, targets) { HasTracks = random.Next(0, 4) > 0 };
            forest.Add(targets * random.Next(1, 5), 6, everyTarget: opset < 5 && random.Flag());
            if (opset == 5 && forest.HasSingleLeaves)
                continue; // ONNX Runtime does not know them
            List<(string, object)> attributes = opset == 5 ? forest.OfTheFifthVersion() : forest.Of("target", asTensors: false);
            attributes.Add(("n_targets", targets));
            byte[] model = TreeEnsembleTests
                .Build(opset == 5 ? "TreeEnsemble" : "TreeEnsembleRegressor", ["y"], features, opset, attributes)
                .ToBytes();
            double[] events = RandomEvents(random, features);
            string words = string.Join(", ", Enumerable.Range(0, features).Select(_ => random.Pick("least", "greatest")));
            var result = Compile(
                model,
                $"x: {{ format: \"fixed<8,6>\", rounding: RND, overflow: SAT, missing: [{words}] }}",
                new CalibrationData(Events, [events])
            );
            AssertAgrees(model, result, events);
            Assert.All(result.Report.Trees, trees => Assert.Equal((Events, 0), (trees.Events, trees.ChangedEvents)));
        }
    }

    /// <summary>Membership: a missing value is a member where the track says so, and else none.</summary>
    [Theory]
    [InlineData("least", 0)]
    [InlineData("least", 1)]
    [InlineData("greatest", 0)]
    [InlineData("greatest", 1)]
    public void MembersMayBeMissing(string word, int track)
    {
        var builder = TreeEnsembleTests.Build(
            "TreeEnsemble",
            ["y"],
            1,
            5,
            [
                ("n_targets", 1),
                ("tree_roots", new long[] { 0 }),
                ("nodes_featureids", new long[] { 0, 0 }),
                (
                    "nodes_modes",
                    new Compiler.Onnx.Proto.TensorProto
                    {
                        DataType = OnnxBuilder.UInt8,
                        Dims = { 2 },
                        Int32Data = { 6, 0 },
                    }
                ),
                ("nodes_splits", Floats(0, 1)),
                ("nodes_truenodeids", new long[] { 0, 1 }),
                ("nodes_trueleafs", new long[] { 1, 1 }),
                ("nodes_falsenodeids", new long[] { 1, 2 }),
                ("nodes_falseleafs", new long[] { 0, 1 }),
                ("nodes_missing_value_tracks_true", new long[] { track, 1 }),
                ("membership_values", Floats(-1, 2, 0.5f, float.NaN)),
                ("leaf_targetids", new long[3]),
                ("leaf_weights", Floats(1, 2, 4)),
            ]
        );
        var result = Compile(builder.ToBytes(), $"x: {{ format: \"fixed<6,4>\", missing: {word} }}");
        double[] values = [double.NaN, -1, 0.5, 2, 0, 1, 1.25],
            expected = [track == 1 ? 1 : 2, 1, 1, 1, 2, 2, 4];
        Assert.Equal(expected, Emulated(result, values));
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(
                expected[i],
                Assert.Single(
                    GraphEvaluator.Run(
                        Import(builder.ToBytes()),
                        [
                            [values[i]],
                        ]
                    )[^1]
                )
            );
    }

    /// <summary>Every mantissa, those that stand for missing values among them, in fixed point by big integers and as a circuit; and the
    /// file brings it all back.</summary>
    [Theory]
    [InlineData("xcup")]
    [InlineData("generic")]
    public void CircuitsSendMissingValuesWhereTheTracksSay(string device)
    {
        int against = 0;
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new TestRandom(seed);
            int features = random.Next(1, 4);
            var forest = new ForestAttributes(random, features, 1) { HasTracks = true };
            forest.Add(random.Next(1, 8), 6, everyTarget: true);
            var attributes = forest.Of("target", asTensors: false);
            attributes.Add(("n_targets", 1));
            byte[] model = TreeEnsembleTests.Build("TreeEnsembleRegressor", ["y"], features, 3, attributes).ToBytes();
            var result = Compile(model, $"x: {{ format: \"fixed<5,4>\", missing: {random.Pick("least", "greatest")} }}");
            var graph = Import(model);
            for (int e = 0; e < 40; e++)
            {
                long[] mantissas = RandomInputs.For(result.Graph, 100 * seed + e, 1);
                Assert.True(Comparison.WithinBound(graph, result, mantissas));
            }
            against += result.Graph.Nodes.OfType<SelectNode>().Count();
            var design = HardwareCompiler.Compile(result.Graph, new HardwareOptions { Device = device, ClockMHz = 400 });
            Compiler.Netlist.CircuitVerifier.Verify(design.Pipeline.Circuit);
            CircuitChecks.AssertEqualsOracle(result.Graph, design.Pipeline.Circuit, seed, 60);
            using var stream = new MemoryStream();
            FaiFile.Save(result.Graph, stream);
            stream.Position = 0;
            var back = FaiFile.Load(stream, "memory");
            Assert.Equal(((InputNode)result.Graph.Nodes[0]).Missing, ((InputNode)back.Nodes[0]).Missing);
            Assert.Equal(
                result.Graph.Nodes.OfType<TreeEnsembleNode>().Select(n => n.Ensemble),
                back.Nodes.OfType<TreeEnsembleNode>().Select(n => n.Ensemble)
            );
        }
        Assert.True(against > 10);
    }

    /// <summary>Where every node sends missing values the way of the mantissa that stands for them, nothing is added.</summary>
    [Theory]
    [InlineData("least", 1)]
    [InlineData("greatest", 0)]
    public void TracksThatAgreeWithTheMantissaCostNothing(string word, int track)
    {
        var random = new TestRandom(9);
        var forest = new ForestAttributes(random, 4, 1) { HasTracks = false };
        forest.Add(12, 2, everyTarget: true); // <= and < alone
        var attributes = forest.Of("target", asTensors: false);
        int nodes = ((long[])attributes.First(a => a.Item1 == "nodes_nodeids").Item2).Length;
        attributes.Add(("n_targets", 1));
        byte[] Model(params (string, object)[] more) =>
            TreeEnsembleTests.Build("TreeEnsembleRegressor", ["y"], 4, 3, [.. attributes, .. more]).ToBytes();
        var plain = Compile(Model(), "x: \"fixed<8,6>\"");
        var missing = Compile(
            Model(("nodes_missing_value_tracks_true", Enumerable.Repeat((long)track, nodes).ToArray())),
            $"x: {{ format: \"fixed<8,6>\", missing: {word} }}"
        );
        Assert.Equal(plain.Graph.Nodes.Select(n => n.GetType()), missing.Graph.Nodes.Select(n => n.GetType()));
        Assert.Equal(
            plain.Graph.Nodes.OfType<TreeEnsembleNode>().Single().Ensemble.Thresholds.Length,
            missing.Graph.Nodes.OfType<TreeEnsembleNode>().Single().Ensemble.Thresholds.Length
        );
    }

    /// <summary>Moved about before the trees see them, and beside a layer that reads other elements of the same input.</summary>
    [Fact]
    public void MissingValuesPassWhatMovesThem()
    {
        var random = new TestRandom(4);
        var forest = new ForestAttributes(random, 4, 1) { HasTracks = true };
        forest.Add(6, 6, everyTarget: true);
        var attributes = forest.Of("target", asTensors: false);
        attributes.Add(("n_targets", 1));
        var builder = TreeEnsembleTests.Build("TreeEnsembleRegressor", ["score"], 4, 3, attributes);
        builder.Graph.Node[0].Input[0] = "ordered";
        var trees = builder.Graph.Node[0];
        builder.Graph.Node.Clear();
        builder
            .Integers("order", 2, 0, 1)
            .Integers("last", 3)
            .Weights("w", [1, 1], 0.5f)
            .Node("Gather", ["x", "order"], ["trees_read"], ("axis", 1))
            .Node("Gather", ["x", "last"], ["layer_reads"], ("axis", 1))
            .Node("MatMul", ["layer_reads", "w"], ["hidden"])
            .Node("Concat", ["trees_read", "hidden"], ["ordered"], ("axis", 1));
        builder.Graph.Node.Add(trees);
        builder.Graph.Output[0].Name = "score";
        double[] events = RandomEvents(random, 4);
        for (int i = 3; i < events.Length; i += 4)
            events[i] = double.IsNaN(events[i]) ? 1 : events[i];
        byte[] model = builder.ToBytes();
        var result = Compile(model, "x: { format: \"fixed<8,6>\", missing: [least, greatest, least, none] }");
        AssertAgrees(model, result, events);
    }

    /// <summary>The imputed value takes the place of a missing one, and arithmetic follows.</summary>
    [Theory]
    [InlineData("least")]
    [InlineData("greatest")]
    public void AnImputerTakesMissingValues(string word)
    {
        var builder = new OnnxBuilder().Input("x", -1, 3);
        builder.Node(
            "Imputer",
            ["x"],
            ["full"],
            ("imputed_value_floats", new[] { 0.5f, -1.25f, 1e9f }),
            ("replaced_value_float", float.NaN)
        );
        builder.Graph.Node[0].Domain = "ai.onnx.ml";
        builder.Model.OpsetImport.Add(new Compiler.Onnx.Proto.OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 3 });
        builder.Weights("ones", [3, 1], 1, 1, 1).Node("MatMul", ["full", "ones"], ["y"]).Output("y");
        byte[] model = builder.ToBytes();
        var result = Compile(model, $"x: {{ format: \"fixed<8,6>\", missing: {word} }}\nfull: exact\ny: exact\n");
        // The third imputed value lies outside and takes the greatest number.
        double greatest = word == "least" ? 31.75 : 31.5;
        Assert.Equal([0.75, greatest - 0.75], Emulated(result, [double.NaN, double.NaN, 1.5, 0.25, -1, double.NaN]));
        Assert.InRange(result.Report.Outputs[0].Bound, 1e9 - 32, 1e9 + 64);
        var plain = Compile(model, "x: \"fixed<8,6>\"\n");
        Assert.DoesNotContain(plain.Graph.Nodes, n => n is SelectNode);
    }

    [Theory]
    [InlineData("Relu", "it computes with values of input 'x' that can be missing")]
    [InlineData("Identity", "output 'y' holds values of input 'x' that can be missing")]
    public void ArithmeticIsRefused(string type, string why)
    {
        var builder = new OnnxBuilder().Input("x", -1, 3).Node(type, ["x"], ["y"]).Output("y");
        var refused = Assert.Throws<FastAIException>(() => Compile(builder.ToBytes(), "x: { format: \"fixed<8,6>\", missing: least }"));
        Assert.Equal(ExitCode.Unsupported, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Imputer", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x: { format: \"ufixed<8,6>\", missing: least }", "is 0, a number like others")]
    [InlineData("x: { format: \"fixed<8,6>\", missing: [least, none] }", "2 words for 3 elements")]
    [InlineData("x: { format: \"fixed<8,6>\", missing: [least, none], axis: 0 }", "2 words along axis 0")]
    [InlineData("x: \"fixed<8,6>\"\ny: { format: exact, missing: least }", "speaks of inputs")]
    [InlineData("x: { missing: least }", "nothing says what values input 'x' takes")]
    public void StatementsThatDoNotFitAreRefused(string precision, string why)
    {
        var builder = new OnnxBuilder().Input("x", -1, 3).Node("Relu", ["x"], ["y"]).Output("y");
        var refused = Assert.Throws<FastAIException>(() => Compile(builder.ToBytes(), precision));
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Without a stated format the data give it, with a mantissa to spare: on their grid, or for their range.</summary>
    [Theory]
    [InlineData("least", 0, 7, false)]
    [InlineData("greatest", 0, 7, false)]
    [InlineData("least", -8, 7, false)]
    [InlineData("greatest", -8, 7, false)]
    [InlineData("least", 0, 0.9, true)]
    public void CalibrationLeavesRoomForMissingValues(string word, double low, double high, bool between)
    {
        var random = new TestRandom(2);
        var forest = new ForestAttributes(random, 1, 1) { HasTracks = true };
        forest.Add(3, 2, everyTarget: true);
        byte[] model = TreeEnsembleTests
            .Build("TreeEnsembleRegressor", ["y"], 1, 3, [.. forest.Of("target", asTensors: false), ("n_targets", 1)])
            .ToBytes();
        double[] events = [double.NaN, low, high, between ? 1 / 3.0 : high];
        var result = Compile(model, $"x: {{ missing: {word} }}", new CalibrationData(events.Length, [events]));
        var input = (InputNode)result.Graph.Nodes[result.Graph.Inputs[0]];
        long kept = input.Quantize(double.NaN, 0);
        foreach (double value in events[1..])
        {
            Assert.NotEqual(kept, input.Quantize(value, 0));
            if (!between)
                Assert.Equal(value, Quantizer.ToReal(input.Quantize(value, 0), input.Type[0].Fraction));
        }
        var refused = Assert.Throws<FastAIException>(() => Compile(model, "x: \"fixed<8,6>\"", new CalibrationData(4, [events])));
        Assert.Contains("NaN in event 0, element 0", refused.Message, StringComparison.Ordinal);
        Assert.Contains("missing: least", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>On a stream each tick brings one sample, which may be missing; every window gives what the model gives.</summary>
    [Fact]
    public void WindowsOfAStreamMayHaveMissingSamples()
    {
        const int Ticks = 4,
            Samples = 200;
        var random = new TestRandom(8);
        var forest = new ForestAttributes(random, Ticks, 1) { HasTracks = true };
        forest.Add(6, 6, everyTarget: true);
        byte[] model = TreeEnsembleTests
            .Build("TreeEnsembleRegressor", ["y"], Ticks, 3, [.. forest.Of("target", asTensors: false), ("n_targets", 1)])
            .ToBytes();
        var windows = Compile(model, "x: { format: \"fixed<8,6>\", missing: least }");
        Assert.Contains(windows.Graph.Nodes, n => n is SelectNode);
        var emulator = StreamEmulator.Create(windows.Graph with { Stream = new StreamSettings(Ticks, [0], []) }, 1);
        double[] samples = RandomEvents(random, Samples)[..Samples];
        var mantissas = new long[Samples];
        emulator.QuantizeSamples(samples, mantissas);
        for (int t = 0; t < Samples; t++)
        {
            long[] result = [0];
            bool[] valid = [false];
            emulator.Push([0], mantissas.AsSpan(t, 1), result, valid);
            Assert.Equal(t >= Ticks - 1, valid[0]);
            if (!valid[0])
                continue;
            double step = windows.Graph.Nodes[windows.Graph.Outputs[0].Node].Type[0].Format.Step;
            Assert.Equal(Emulated(windows, samples[(t - Ticks + 1)..(t + 1)])[0], result[0] * step);
        }
        var mixed = Compile(model, "x: { format: \"fixed<8,6>\", missing: [least, none, least, least] }").Graph;
        var refused = Assert.Throws<FastAIException>(() => StreamTransform.Of(mixed with { Stream = new StreamSettings(Ticks, [0], []) }));
        Assert.Contains("one word for all ticks", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A state is never missing.</summary>
    [Fact]
    public void StatesAreNeverMissing()
    {
        var builder = new FixedGraphBuilder("states");
        var format = PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 4), 1);
        int x = builder.Input("x", new Shape(1), format),
            state = builder.Input("h0", new Shape(1), format, missing: PerElement<MissingValue>.Uniform(MissingValue.Least, 1));
        builder.Output("h1", builder.Binary("h1", BinaryOperation.Maximum, x, state));
        var graph = builder.Build() with
        {
            Stream = new StreamSettings(1, [StreamSettings.NoAxis, StreamSettings.NoAxis], [new StreamFeedback(1, 0, [0])]),
        };
        var refused = Assert.Throws<FastAIException>(() => FixedGraphVerifier.Verify(graph));
        Assert.Contains("'h0' is fed back", refused.Message, StringComparison.Ordinal);
    }

    private static double[] RandomEvents(TestRandom random, int features) =>
        [
            .. Enumerable
                .Range(0, Events * features)
                .Select(_ => random.Next(0, 3) == 0 ? double.NaN : ForestAttributes.Grid * random.Next(-8, 8)),
        ];

    private static FloatGraph Import(byte[] model) => GraphPasses.Run(OnnxImporter.Import(OnnxModel.Parse(model, "test.onnx")));

    private static QuantizationResult Compile(byte[] model, string precision, CalibrationData? data = null) =>
        FixedPointCompiler.Quantize(Import(model), new QuantizationOptions(), PrecisionFile.Parse(precision, "types.yaml"), data);

    private static double[] Emulated(QuantizationResult result, double[] events)
    {
        var emulator = Emulator.Create(result.Graph);
        var outputs = new double[events.Length / emulator.InputCount * emulator.OutputCount];
        emulator.Run(events, outputs);
        return outputs;
    }

    private static void AssertAgrees(byte[] model, QuantizationResult result, double[] events)
    {
        using var reference = FloatReference.Open(model);
        double[] expected = reference.Run([events])[0].Values,
            found = Emulated(result, events);
        var bound = result.Report.Outputs[0];
        for (int i = 0; i < found.Length; i++)
            Assert.True(
                Math.Abs(found[i] - expected[i]) <= bound.Elements[i % bound.Elements.Length] + 1e-5,
                $"value {i}: {found[i]} instead of {expected[i]}"
            );
    }

    private static Compiler.Onnx.Proto.TensorProto Floats(params float[] values) =>
        new()
        {
            DataType = OnnxBuilder.Float,
            Dims = { values.Length },
            FloatData = { values },
        };
}
