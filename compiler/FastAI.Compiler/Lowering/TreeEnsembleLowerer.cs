using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// Decision trees: all tests of one element of the input are made together, whichever trees ask them (<see cref="ThresholdBits"/>); each
/// tree's leaf comes from small tables (<see cref="TreeWords"/>). Leaves are counted from the least that the tree can give, so that they
/// are unsigned and short, and what was taken off goes into the target's one constant.
/// </summary>
internal sealed class TreeEnsembleLowerer : NodeLowerer<TreeEnsembleNode>
{
    protected override int[] Lower(TreeEnsembleNode node, LoweringContext context)
    {
        CircuitBuilder b = context.Builder;
        TreeEnsemble ensemble = node.Ensemble;
        TreeStructure structure = ensemble.Structure;
        int[] tests = Tests(ensemble, context[node.Input], context);
        var terms = new List<int>[ensemble.Targets];
        for (int i = 0; i < terms.Length; i++)
            terms[i] = [];
        long[] offset = [.. ensemble.Base];
        for (int t = 0; t < structure.Trees; t++)
        {
            var targets = structure.TargetsOf(t);
            var tree = new TreeWords(b, ensemble, t, tests);
            int[] leaf = tree.Leaf();
            for (int i = 0; i < targets.Length; i++)
            {
                offset[targets[i]] = checked(offset[targets[i]] + tree.Least[i]);
                terms[targets[i]].Add(leaf[i]);
            }
        }
        return
        [
            .. terms.Select(
                (words, target) =>
                    context.ThreeOperands
                        ? SumWords.Ternary(b, words, offset[target])
                        : b.Add(SumWords.Balanced(b, words), 0, b.Constant(offset[target]), 0)
            ),
        ];
    }

    /// <summary>For each node the word that is 1 where its test holds.</summary>
    private static int[] Tests(TreeEnsemble ensemble, int[] input, LoweringContext context)
    {
        CircuitBuilder b = context.Builder;
        var tests = new int[ensemble.Structure.Nodes];
        var tested = ensemble.Structure.Features.Select(feature => input[feature]).ToHashSet();
        foreach (var asked in Enumerable.Range(0, tests.Length).GroupBy(n => Shared(n).Word))
        {
            // with s zeros at the end, x 2^s <= t is x <= floor(t / 2^s)
            (int word, int zeros) = b.Words[asked.Key] is ShiftLeftWord shift ? (shift.Input, Math.Min(shift.Bits, 63)) : (asked.Key, 0);
            var bits = new ThresholdBits(b, word, asked.Select(n => ensemble.Thresholds[n] >> zeros), context.DualTables);
            foreach (int n in asked)
                tests[n] = bits.AtMost(ensemble.Thresholds[n] >> zeros, Shared(n).Except);
        }
        return tests;

        // A word that is another but for a constant in some events, as where a missing value goes the other way, shares the other's tests.
        (int Word, TestExcept? Except) Shared(int n)
        {
            int word = input[ensemble.Structure.Features[n]];
            return b.Words[word] is MuxWord mux && tested.Contains(mux.WhenFalse) && b.ConstantOf(mux.WhenTrue) is { } constant
                ? (mux.WhenFalse, new TestExcept(mux.Condition, constant <= ensemble.Thresholds[n]))
                : (word, null);
        }
    }
}
