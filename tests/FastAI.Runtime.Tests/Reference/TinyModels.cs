namespace FastAI.Runtime.Tests.Reference;

internal static class TinyModels
{
    /// <summary>p = a + b, q = -a; a and b are [N, 3].</summary>
    internal static byte[] SumAndNegation(int elementType, object batch) =>
        OnnxBytes.Model(
            [OnnxBytes.Node("Add", ["a", "b"], ["p"]), OnnxBytes.Node("Neg", ["a"], ["q"])],
            [OnnxBytes.Tensor("a", elementType, batch, 3), OnnxBytes.Tensor("b", elementType, batch, 3)],
            [OnnxBytes.Tensor("p", elementType, batch, 3), OnnxBytes.Tensor("q", elementType, batch, 3)]
        );

    /// <summary>One node from x to y of the same type and shape.</summary>
    internal static byte[] Unary(string operation, int elementType, params object[] shape) =>
        OnnxBytes.Model(
            [OnnxBytes.Node(operation, ["x"], ["y"])],
            [OnnxBytes.Tensor("x", elementType, shape)],
            [OnnxBytes.Tensor("y", elementType, shape)]
        );

    /// <summary>Three probabilities per event as a sequence of maps from class to probability.</summary>
    internal static byte[] Classifier() =>
        OnnxBytes.Model(
            [OnnxBytes.LearningNode("ZipMap", ["x"], ["y"], OnnxBytes.Integers("classlabels_int64s", 10, 20, 30))],
            [OnnxBytes.Tensor("x", OnnxBytes.Float, "N", 3)],
            [OnnxBytes.ClassMaps("y")]
        );

    /// <summary>The mean over all events, which leaves no event axis.</summary>
    internal static byte[] MeanOverEvents() =>
        OnnxBytes.Model(
            [OnnxBytes.Node("ReduceMean", ["x"], ["y"], OnnxBytes.Integers("axes", 0), OnnxBytes.Integer("keepdims", 1))],
            [OnnxBytes.Tensor("x", OnnxBytes.Float, "N", 3)],
            [OnnxBytes.Tensor("y", OnnxBytes.Float, 1, 3)]
        );
}
