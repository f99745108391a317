using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;
using FastAI.Testing;

namespace FastAI.Hardware.Tests;

/// <summary>Models as detectors stream them.</summary>
internal static class StreamModels
{
    /// <param name="name"><c>conv</c>: the calorimeter's network of three convolutions; <c>rnn</c>: eight units over a window of five
    /// samples; <c>filter</c>: a filter of six samples;
    /// <c>fed</c>: four units whose state is carried.</param>
    public static FixedGraph Create(string name) =>
        name switch
        {
            "conv" => Windowed(Workspace.File("examples", "lar-calorimeter", "model.onnx"), -1, new FixedFormat(false, 12, 12)),
            "rnn" => Windowed(
                Workspace.File("tests", "FastAI.Compiler.Tests", "Onnx", "Models", "torch_rnn_17.onnx"),
                0,
                new FixedFormat(true, 8, 2)
            ),
            "filter" => Filter(),
            _ => Fed(),
        };

    private static FixedGraph Filter()
    {
        const int Taps = 6;
        var builder = new FixedGraphBuilder("filter");
        var format = new FixedFormat(true, 6, 3);
        int x = builder.Input("x", new Shape(Taps), PerElement<FixedFormat>.Uniform(format, Taps));
        var block = new AffineBlock(Taps, 1, [.. Enumerable.Range(0, Taps)], [0], [1, -3, 7, 5, 0, 2], [9]);
        builder.Output("y", builder.Affine("sum", x, new Shape(1), [block], PerElement<int>.Uniform(format.Fraction, 1)));
        return builder.Build() with { Stream = new StreamSettings(Taps, [0], []) };
    }

    private static FixedGraph Windowed(string path, int axis, FixedFormat input)
    {
        var options = new QuantizationOptions
        {
            InputFormat = input,
            ActivationBits = 8,
            WeightBits = 6,
            TableBits = 6,
        };
        FixedGraph graph = FixedPointCompiler.Quantize(GraphPasses.Run(OnnxImporter.Import(OnnxModel.Load(path))), options).Graph;
        Shape shape = graph.Nodes[graph.Inputs[0]].Type.Shape;
        int time = axis < 0 ? shape.Rank + axis : axis;
        return graph with { Stream = new StreamSettings(shape[time], [time], []) };
    }

    /// <summary>h = relu(W x + R h + b), quantised; its state begins with a value of its own in each unit.</summary>
    private static FixedGraph Fed()
    {
        const int Samples = 2,
            Units = 4;
        var builder = new FixedGraphBuilder("fed_rnn");
        var format = new FixedFormat(true, 8, 3);
        int x = builder.Input("x", new Shape(Samples), PerElement<FixedFormat>.Uniform(format, Samples));
        int h = builder.Input("h", new Shape(Units), PerElement<FixedFormat>.Uniform(format, Units));
        int both = builder.Gather("both", [x, h], new Shape(Samples + Units), [.. Enumerable.Range(0, Samples + Units)]);
        var random = new Random(5);
        var block = new AffineBlock(
            Samples + Units,
            Units,
            [.. Enumerable.Range(0, Samples + Units)],
            [.. Enumerable.Range(0, Units)],
            [.. Enumerable.Range(0, (Samples + Units) * Units).Select(_ => (long)random.Next(-15, 16))],
            [.. Enumerable.Range(0, Units).Select(_ => (long)random.Next(-200, 200))]
        );
        int sum = builder.Affine("sum", both, new Shape(Units), [block], PerElement<int>.Uniform(format.Fraction + 5, Units));
        int next = builder.Quantize(
            "next",
            builder.Unary("relu", UnaryOperation.Relu, sum),
            PerElement<FixedFormat>.Uniform(format, Units),
            Rounding.Rnd,
            Overflow.Sat
        );
        builder.Output("h_next", next);
        ImmutableArray<long> initial = [3, -17, 100, 0];
        return builder.Build() with
        {
            Stream = new StreamSettings(1, [StreamSettings.NoAxis, StreamSettings.NoAxis], [new StreamFeedback(1, 0, initial)]),
        };
    }
}
