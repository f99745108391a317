using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Rounding and overflow of each element.</summary>
internal sealed class QuantizeLowerer : NodeLowerer<QuantizeNode>
{
    protected override int[] Lower(QuantizeNode node, LoweringContext context)
    {
        TensorType input = context.TypeOf(node.Input);
        var result = new int[node.Type.Count];
        for (int i = 0; i < result.Length; i++)
        {
            var words = new QuantizeWords(context.Builder, node.Type[i].Format, node.Rounding, node.Overflow);
            result[i] = words.Lower(context[node.Input][i], input[i].Fraction, input[i].Range);
        }
        return result;
    }
}
