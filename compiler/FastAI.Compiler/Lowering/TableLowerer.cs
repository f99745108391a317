using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>A look-up for each element.</summary>
internal sealed class TableLowerer : NodeLowerer<TableNode>
{
    protected override int[] Lower(TableNode node, LoweringContext context)
    {
        var result = new int[node.Type.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int input = context[node.Input][i];
            Interval type = context.TypeOf(node.Input)[i].Range;
            // the word's interval is derived apart from the tensor's
            if (!type.Contains(context.Builder.RangeOf(input)))
                input = context.Builder.Wrap(input, type.Width, type.Low < 0);
            result[i] = context.Builder.Table(input, node.Tables[node.TableOf[i]], context.TableMemories.Of(node.Name));
        }
        return result;
    }
}
