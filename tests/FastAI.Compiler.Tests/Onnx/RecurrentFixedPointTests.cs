using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Recurrent layers in fixed point: formats of single gates, and no step that has no effect.</summary>
public sealed class RecurrentFixedPointTests
{
    private const int Steps = 3,
        Inputs = 2,
        Hidden = 2;

    [Fact]
    public void A_pattern_of_the_precision_file_states_the_format_of_one_gate_in_all_steps()
    {
        var random = new Random(1);
        double[] events = [.. Enumerable.Range(0, 400 * Steps * Inputs).Select(_ => 4 * random.NextDouble() - 2)];
        var precision = PrecisionFile.Parse(
            """
            "*/t*/i": { format: "ufixed<5,0>", rounding: RND, overflow: SAT }
            W: { format: "fixed<7,2>", rounding: RND, overflow: SAT }
            B: { format: "fixed<6,2>", rounding: RND, overflow: SAT }
            """,
            "p.yaml"
        );
        var graph = GraphPasses.Run(OnnxImporter.Import(Model("LSTM", "forward", states: false).ToModel()), precision.States);
        var result = FixedPointCompiler.Quantize(
            graph,
            new() { InputFormat = new FixedFormat(true, 10, 3) },
            precision,
            new CalibrationData(400, [events])
        );
        foreach (string gate in new[] { "i", "o", "f", "g" })
            for (int t = gate == "f" ? 1 : 0; t < Steps; t++)
            {
                var node = Assert.Single(result.Graph.Nodes, node => node.Name == $"Y/t{t}/{gate}");
                var stated = new FixedFormat(false, 5, 0);
                Assert.All(Enumerable.Range(0, node.Type.Count), i => Assert.Equal(gate == "i", node.Type[i].Format.Equals(stated)));
            }
        // The tables follow the ranges that were seen: the error stays that of a gate with 5 bits.
        var seen = result.Report.Tensors.Single(tensor => tensor.Name == "Y/t2/hidden").Seen!;
        Assert.True(seen.SignalToNoise > 20, $"{seen.SignalToNoise:F1} dB");
        var without = FixedPointCompiler.Quantize(
            graph,
            new() { InputFormat = new FixedFormat(true, 10, 3) },
            null,
            new CalibrationData(400, [events])
        );
        Assert.True(without.Report.Tensors.Single(tensor => tensor.Name == "Y/t2/hidden").Seen!.SignalToNoise > seen.SignalToNoise + 6);
    }

    public static TheoryData<string, string> Layers()
    {
        var data = new TheoryData<string, string>();
        foreach (string type in new[] { "RNN", "LSTM", "GRU" })
        foreach (string direction in new[] { "forward", "reverse", "bidirectional" })
            data.Add(type, direction);
        return data;
    }

    /// <summary>
    /// The state after a step depends on the initial state and on the samples up to there, in the order of the direction, each in every
    /// element, and on nothing else: in the float graph and in fixed point.
    /// </summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_output_depends_on_what_it_depends_on_in_the_model(string type, string direction)
    {
        var graph = GraphPasses.Run(OnnxImporter.Import(Model(type, direction, states: true).ToModel()));
        var fixedPoint = FixedPointCompiler
            .Quantize(
                graph,
                new()
                {
                    InputFormat = new FixedFormat(true, 10, 2),
                    ActivationBits = 20,
                    WeightBits = 10,
                    TableBits = 12,
                }
            )
            .Graph;
        int directions = direction == "bidirectional" ? 2 : 1;
        int[] sizes = [.. graph.Inputs.Select(input => graph.Nodes[input].Shape.Count)];
        int total = sizes.Sum(),
            samples = Steps * Inputs;
        var random = new Random(3);
        long[] mantissas = [.. Enumerable.Range(0, total).Select(_ => random.NextInt64(-200, 200))];
        var (floatBase, fixedBase) = (Floats(graph, fixedPoint, mantissas), Oracle.Run(fixedPoint, mantissas));
        for (int e = 0; e < total; e++)
        {
            long[] moved = [.. mantissas];
            moved[e] += moved[e] > 0 ? -250 : 250;
            var (floats, integers) = (Floats(graph, fixedPoint, moved), Oracle.Run(fixedPoint, moved));
            for (int o = 0; o < floats.Length; o++)
            {
                bool expected = Depends(e, o);
                Assert.True(
                    expected == (Math.Abs(floats[o] - floatBase[o]) > 1e-9),
                    $"element {e}, output {o} of the float graph: {floatBase[o]} and {floats[o]}"
                );
                Assert.True(
                    expected == (integers[o] != fixedBase[o]),
                    $"element {e}, output {o} in fixed point: {fixedBase[o]} and {integers[o]}"
                );
            }
        }

        // Outputs: Y [steps, directions, hidden], then Y_h [directions, hidden]; inputs: x [steps,
        // inputs], then each state [directions, hidden].
        bool Depends(int input, int output)
        {
            int last = output - Steps * directions * Hidden,
                d = output / Hidden % directions;
            bool backward = direction == "reverse" || d == 1;
            int step = last >= 0 ? (backward ? 0 : Steps - 1) : output / (directions * Hidden);
            if (input >= samples)
            {
                // A cell reaches the other units only through the next step's R.
                bool own = input >= samples + directions * Hidden && step == (backward ? Steps - 1 : 0);
                return (input - samples) / Hidden % directions == d && (!own || input % Hidden == output % Hidden);
            }
            int sample = input / Inputs;
            return backward ? sample >= step : sample <= step;
        }
    }

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

    private static OnnxBuilder Model(string type, string direction, bool states)
    {
        var random = new TestRandom(type.Length);
        int directions = direction == "bidirectional" ? 2 : 1,
            gates = type switch
            {
                "RNN" => 1,
                "GRU" => 3,
                _ => 4,
            };
        var builder = new OnnxBuilder(14)
            .Input("x", -1, Steps, Inputs)
            .Weights("W", [directions, gates * Hidden, Inputs], random.Floats(directions * gates * Hidden * Inputs))
            .Weights("R", [directions, gates * Hidden, Hidden], random.Floats(directions * gates * Hidden * Hidden))
            .Weights("B", [directions, 2 * gates * Hidden], random.Floats(directions * 2 * gates * Hidden, -0.3, 0.3))
            .Node("Transpose", ["x"], ["s"], ("perm", new long[] { 1, 0, 2 }));
        string[] operands = ["s", "W", "R", "B"];
        if (states)
        {
            string[] names = type == "LSTM" ? ["h0", "c0"] : ["h0"];
            foreach (string name in names)
                builder.Input(name, -1, directions, Hidden).Node("Transpose", [name], [name + "_first"], ("perm", new long[] { 1, 0, 2 }));
            operands = [.. operands, "", .. names.Select(name => name + "_first")];
        }
        return builder
            .Node(type, operands, ["Y", "Y_h"], ("direction", direction), ("hidden_size", Hidden))
            .Node("Transpose", ["Y"], ["y"], ("perm", new long[] { 2, 0, 1, 3 }))
            .Node("Transpose", ["Y_h"], ["y_h"], ("perm", new long[] { 1, 0, 2 }))
            .Output("y", "y_h");
    }
}
