using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>A choice by whether the condition's mantissa is zero.</summary>
internal sealed class SelectLowerer : NodeLowerer<SelectNode>
{
    protected override int[] Lower(SelectNode node, LoweringContext context)
    {
        CircuitBuilder b = context.Builder;
        int zero = b.Constant(0);
        var result = new int[node.Type.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int condition = context[node.Condition][i];
            int bit = new Interval(0, 1).Contains(b.RangeOf(condition)) ? condition : b.Not(b.Equal(condition, zero));
            int fraction = node.Type[i].Fraction;
            result[i] = b.Mux(bit, context.Aligned(node.WhenTrue, i, fraction), context.Aligned(node.WhenFalse, i, fraction));
        }
        return result;
    }
}
