using FastAI.Model;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>The sets of the nodes that test membership, one after another, with a NaN behind each.</summary>
internal sealed class MemberSets(double[] values)
{
    private int at;

    /// <summary>The set of the next such node, ascending and each member once.</summary>
    public double[] Next(int node)
    {
        int end = at;
        while (end < values.Length && !double.IsNaN(values[end]))
            end++;
        double[] set = [.. values.AsSpan(at, end - at).ToArray().Distinct().Order()];
        at = end + 1;
        return set.Length > 0 ? set : throw FastAIException.BadInput($"node {node} tests membership of no value");
    }
}
