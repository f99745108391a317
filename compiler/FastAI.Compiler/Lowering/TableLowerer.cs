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
            int word = context[node.Input][i];
            Interval type = context.TypeOf(node.Input)[i].Range;
            LookupTable table = node.Tables[node.TableOf[i]];
            // of a word with several phases the other elements' values lie in the table too
            Interval all = new(table.First, table.First + table.Entries.Length - 1);
            result[i] = context.Builder.Apply(word, Look);

            int Look(int input)
            {
                // the word's interval is derived apart from the tensor's
                Interval range = context.Builder.RangeOf(input);
                bool fits = type.Contains(range) || (input != word && all.Contains(range));
                int address = fits ? input : context.Builder.Wrap(input, type.Width, type.Low < 0);
                return context.Builder.Table(address, table, context.TableMemories.Of(node.Name));
            }
        }
        return result;
    }
}
