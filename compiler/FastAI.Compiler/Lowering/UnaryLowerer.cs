using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Negation is an adder; absolute value and ReLU are choices by the sign bit.</summary>
internal sealed class UnaryLowerer : NodeLowerer<UnaryNode>
{
    protected override int[] Lower(UnaryNode node, LoweringContext context)
    {
        CircuitBuilder b = context.Builder;
        int zero = b.Constant(0);
        int Result(int x) =>
            node.Operation switch
            {
                UnaryOperation.Negate => b.Negate(x),
                UnaryOperation.Absolute => b.Mux(b.Less(x, zero), b.Negate(x), x),
                UnaryOperation.Relu => b.Mux(b.Less(x, zero), zero, x),
                _ => throw new ArgumentOutOfRangeException(nameof(node), node.Operation, null),
            };
        return Array.ConvertAll(context[node.Input], x => b.Apply(x, Result));
    }
}
