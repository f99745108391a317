using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Finds the trees of a converted tensor.</summary>
internal static class ConvertedTrees
{
    /// <summary>The trees whose sums the tensor holds, rounded or not.</summary>
    public static TreeEnsembleNode TreesOf(this FixedGraph graph, int result) =>
        graph.Nodes[result] switch
        {
            TreeEnsembleNode trees => trees,
            QuantizeNode quantize => graph.TreesOf(quantize.Input),
            var other => throw new InvalidOperationException($"'{other.Name}' is not made of trees"),
        };
}
