using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Tests.Reference;

namespace FastAI.Runtime.Tests.Agreement;

/// <summary>y = -relu(x) of three elements, in float and in fixed point.</summary>
internal static class Models
{
    /// <summary>The float model; the inner tensor <c>h</c> is an output too.</summary>
    internal static byte[] Float() =>
        OnnxBytes.Model(
            [OnnxBytes.Node("Relu", ["x"], ["h"]), OnnxBytes.Node("Neg", ["h"], ["y"])],
            [OnnxBytes.Tensor("x", OnnxBytes.Float, "N", 3)],
            [OnnxBytes.Tensor("y", OnnxBytes.Float, "N", 3), OnnxBytes.Tensor("h", OnnxBytes.Float, "N", 3)]
        );

    /// <summary>x is fixed&lt;10,6&gt; (steps of 1/16), h has the given format.</summary>
    internal static FixedGraph Fixed(string h)
    {
        var builder = new FixedGraphBuilder("tiny");
        var shape = new Shape(3);
        int x = builder.Input("x", shape, PerElement<FixedFormat>.Uniform(FixedFormat.Parse("fixed<10,6>"), 3));
        int relu = builder.Unary("h/relu", UnaryOperation.Relu, x);
        int quantized = builder.Quantize("h", relu, PerElement<FixedFormat>.Uniform(FixedFormat.Parse(h), 3), Rounding.Rnd, Overflow.Sat);
        builder.Output("y", builder.Unary("y", UnaryOperation.Negate, quantized));
        return builder.Build();
    }

    internal static CompiledFolder Folder(string h, double ownError, double bound, string conditions) =>
        new(
            Fixed(h),
            Float(),
            CompiledFolder.Tensor("x", "0")
                + ","
                + CompiledFolder.Tensor("h", FormattableString.Invariant($"{ownError}"))
                + ","
                + CompiledFolder.Tensor("y", "0"),
            FormattableString.Invariant($$"""{ "name": "y", "bound": {{bound}}, "conditions": [{{conditions}}] }""")
        );

    /// <summary>energy = x, one element, brought to the given format.</summary>
    internal static CompiledFolder Identity(string format)
    {
        var builder = new FixedGraphBuilder("identity");
        int x = builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(FixedFormat.Parse("fixed<40,10>"), 1));
        builder.Output(
            "energy",
            builder.Quantize("energy", x, PerElement<FixedFormat>.Uniform(FixedFormat.Parse(format), 1), Rounding.Rnd, Overflow.Sat)
        );
        byte[] model = OnnxBytes.Model(
            [OnnxBytes.Node("Identity", ["x"], ["energy"])],
            [OnnxBytes.Tensor("x", OnnxBytes.Float, "N", 1)],
            [OnnxBytes.Tensor("energy", OnnxBytes.Float, "N", 1)]
        );
        return new CompiledFolder(builder.Build(), model, CompiledFolder.Tensor("energy", "1"), "");
    }
}
