using FastAI.Model;

namespace FastAI.Compiler.Graph;

/// <summary>
/// What holds of every <see cref="FloatGraph"/>: operands precede their users, names are unique, index maps stay inside their tensors,
/// every output element is made exactly once, numbers are finite.
/// </summary>
public static class GraphVerifier
{
    /// <exception cref="FastAIException">The first thing that does not hold, with the node's name.</exception>
    public static void Verify(FloatGraph graph)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            if (!names.Add(node.Name))
                throw Broken(node, "its name is taken");
            if (node.Shape.Count == 0)
                throw Broken(node, "it has no elements");
            foreach (int operand in node.Operands)
                if ((uint)operand >= (uint)i)
                    throw Broken(node, $"operand {operand} does not precede node {i}");
            Check(graph, node);
        }
        if (graph.Outputs.IsEmpty)
            throw FastAIException.BadInput($"model '{graph.Name}' has no output");
        foreach (var output in graph.Outputs)
            if ((uint)output.Node >= (uint)graph.Nodes.Length)
                throw FastAIException.BadInput($"output '{output.Name}' names node {output.Node}, which does not exist");
        var inputs = new HashSet<int>();
        foreach (int input in graph.Inputs)
            if ((uint)input >= (uint)graph.Nodes.Length || graph.Nodes[input] is not GraphInput || !inputs.Add(input))
                throw FastAIException.BadInput($"node {input} is not an input, or is listed twice");
        if (inputs.Count != graph.Nodes.Count(n => n is GraphInput))
            throw FastAIException.BadInput($"model '{graph.Name}' has an input that is not listed");
    }

    private static void Check(FloatGraph graph, GraphNode node)
    {
        int Size(int operand) => graph.Nodes[operand].Shape.Count;
        switch (node)
        {
            case GraphInput:
                break;
            case GraphConstant constant:
                Require(node, constant.Values.Length == node.Shape.Count, "it has not one value for each element");
                Finite(node, constant.Values.AsSpan());
                break;
            case GraphLinear linear:
                CheckLinear(linear, Size(linear.Input));
                break;
            case GraphBinary or GraphFunction or GraphSelect:
                foreach (int operand in node.Operands)
                    Require(node, graph.Nodes[operand].Shape.Equals(node.Shape), "its operands have another shape");
                break;
            case GraphPiecewise piecewise:
                Require(node, graph.Nodes[piecewise.Input].Shape.Equals(node.Shape), "its operand has another shape");
                Require(node, (piecewise.Kind == PiecewiseKind.LeakyRelu) == (piecewise.Slope is not null), "a slope belongs to LeakyRelu");
                Require(
                    node,
                    piecewise.Slope is null || piecewise.Slope.Count == node.Shape.Count,
                    "it has not one slope for each element"
                );
                Require(node, piecewise.Low <= piecewise.High, "its lower end is above its upper end");
                Require(node, !piecewise.IsRounding || piecewise.HasWholeEnds, "what it rounds to ends between integers");
                break;
            case GraphTreeEnsemble trees:
                Require(node, trees.Base.Length == node.Shape.Count, "it has not one base for each element");
                Require(
                    node,
                    trees.Thresholds.Length == trees.Structure.Nodes
                        && trees.Strict.Length == trees.Structure.Nodes
                        && trees.Values.Length == trees.Structure.Values,
                    "its sizes disagree"
                );
                InRange(node, trees.Structure.Features.AsSpan(), 0, Size(trees.Input));
                InRange(node, trees.Structure.Targets.AsSpan(), 0, node.Shape.Count);
                Require(node, trees.MissingPasses.Length is 0 || trees.MissingPasses.Length == trees.Structure.Nodes, "its sizes disagree");
                Finite(node, trees.Values.AsSpan());
                Finite(node, trees.Base.AsSpan());
                foreach (double threshold in trees.Thresholds)
                    Require(node, !double.IsNaN(threshold), "a threshold is NaN");
                break;
            case GraphImpute impute:
                Require(node, graph.Nodes[impute.Input].Shape.Equals(node.Shape), "its operand has another shape");
                Require(node, impute.Values.Length == node.Shape.Count, "it has not one value for each element");
                Finite(node, impute.Values.AsSpan());
                break;
            case GraphIsMissing missing:
                Require(node, graph.Nodes[missing.Input].Shape.Equals(node.Shape), "its operand has another shape");
                break;
            case GraphReduce reduce:
                Require(
                    node,
                    reduce.GroupSize >= 1 && reduce.Groups.Length == (long)reduce.GroupSize * node.Shape.Count,
                    "it has not one group for each element"
                );
                InRange(node, reduce.Groups.AsSpan(), 0, Size(reduce.Input));
                break;
            case GraphGather gather:
                Require(node, gather.Map.Length == node.Shape.Count, "it has not one index for each element");
                long size = 0;
                foreach (int operand in gather.Inputs)
                    size += Size(operand);
                InRange(node, gather.Map.AsSpan(), 0, size);
                break;
            default:
                throw Broken(node, $"{node.GetType().Name} is not an operation of this version");
        }
    }

    private static void CheckLinear(GraphLinear node, int inputSize)
    {
        var made = new bool[node.Shape.Count];
        int count = 0;
        foreach (var block in node.Blocks)
        {
            Require(
                node,
                block.Rows >= 1
                    && block.Columns >= 1
                    && block.InputMap.Length > 0
                    && block.InputMap.Length % block.Rows == 0
                    && block.OutputMap.Length == (long)block.Positions * block.Columns
                    && block.Weights.Length == (long)block.Rows * block.Columns
                    && block.Bias.Length == block.Columns,
                "a block's sizes disagree"
            );
            Require(
                node,
                block.WeightSource is null || block.WeightSource.Elements.Length == block.Weights.Length,
                "a block has not one source for each weight"
            );
            Require(
                node,
                block.BiasSource is null || block.BiasSource.Elements.Length == block.Bias.Length,
                "a block has not one source for each bias"
            );
            InRange(node, block.InputMap.AsSpan(), -1, inputSize);
            Finite(node, block.Weights.AsSpan());
            Finite(node, block.Bias.AsSpan());
            InRange(node, block.OutputMap.AsSpan(), 0, made.Length);
            foreach (int element in block.OutputMap)
            {
                Require(node, !made[element], $"element {element} is made twice");
                made[element] = true;
                count++;
            }
        }
        Require(node, count == made.Length, "some elements are not made");
    }

    private static void InRange(GraphNode node, ReadOnlySpan<int> map, int low, long end)
    {
        foreach (int index in map)
            if (index < low || index >= end)
                throw Broken(node, $"index {index} is outside its operand");
    }

    private static void Finite(GraphNode node, ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            if (!double.IsFinite(value))
                throw Broken(node, "a number is not finite");
    }

    private static void Require(GraphNode node, bool holds, string otherwise)
    {
        if (!holds)
            throw Broken(node, otherwise);
    }

    private static FastAIException Broken(GraphNode node, string why) =>
        FastAIException.BadInput($"{node.Origin}, tensor '{node.Name}': {why}");
}
