using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Element-wise operations of two tensors, aligned to the finer fraction where the meaning says so.</summary>
internal sealed class BinaryLowerer : NodeLowerer<BinaryNode>
{
    protected override int[] Lower(BinaryNode node, LoweringContext context)
    {
        CircuitBuilder b = context.Builder;
        TensorType left = context.TypeOf(node.Left),
            right = context.TypeOf(node.Right);
        var result = new int[node.Type.Count];
        for (int i = 0; i < result.Length; i++)
        {
            if (node.Operation == BinaryOperation.Multiply)
            {
                result[i] = b.Multiply(context[node.Left][i], context[node.Right][i]);
                continue;
            }
            int fraction = Math.Max(left[i].Fraction, right[i].Fraction);
            int x = context.Aligned(node.Left, i, fraction),
                y = context.Aligned(node.Right, i, fraction);
            result[i] = node.Operation switch
            {
                BinaryOperation.Add => b.Add(x, 0, y, 0),
                BinaryOperation.Subtract => b.Subtract(x, y),
                BinaryOperation.Maximum => b.Mux(b.Less(x, y), y, x),
                BinaryOperation.Minimum => b.Mux(b.Less(x, y), x, y),
                BinaryOperation.Less => b.Less(x, y),
                BinaryOperation.Equal => b.Equal(x, y),
                _ => throw new ArgumentOutOfRangeException(nameof(node), node.Operation, null),
            };
        }
        return result;
    }
}
