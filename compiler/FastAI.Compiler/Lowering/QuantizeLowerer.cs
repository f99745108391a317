using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

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
            int word = context[node.Input][i];
            (int fraction, Interval range) = (input[i].Fraction, input[i].Range);
            // a word with several phases is that of several elements, which lie elsewhere
            result[i] = context.Builder.Apply(word, w => words.Lower(w, fraction, w == word ? range : context.Builder.RangeOf(w)));
        }
        return result;
    }
}
