using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// Decision trees: every different test is one comparator, whichever trees ask it; each tree's leaf is chosen by a tree of multiplexers; leaves are counted from the
/// least that the tree can give, so that they are unsigned and short, and what was taken off goes into the target's one constant.
/// </summary>
internal sealed class TreeEnsembleLowerer : NodeLowerer<TreeEnsembleNode>
{
    protected override int[] Lower(TreeEnsembleNode node, LoweringContext context)
    {
        var b = context.Builder;
        var (ensemble, structure) = (node.Ensemble, node.Ensemble.Structure);
        int[] input = context[node.Input];
        var tests = new int[structure.Nodes];
        for (int n = 0; n < tests.Length; n++)
            tests[n] = b.Not(b.Less(b.Constant(ensemble.Thresholds[n]), input[structure.Features[n]]));
        var terms = new List<int>[ensemble.Targets];
        for (int i = 0; i < terms.Length; i++) terms[i] = [];
        long[] offset = [.. ensemble.Base];
        for (int t = 0; t < structure.Trees; t++)
        {
            var targets = structure.TargetsOf(t);
            for (int i = 0; i < targets.Length; i++)
            {
                var (word, least) = TreeWords.Leaf(b, ensemble, t, i, tests);
                offset[targets[i]] = checked(offset[targets[i]] + least);
                terms[targets[i]].Add(word);
            }
        }
        return [.. terms.Select((words, target) => b.Add(SumWords.Balanced(b, words), 0, b.Constant(offset[target]), 0))];
    }
}
