using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>The words of one decision tree.</summary>
internal static class TreeWords
{
    /// <param name="b">Gets the words.</param>
    /// <param name="ensemble">The trees.</param>
    /// <param name="tree">Which of them.</param>
    /// <param name="column">Which of its targets.</param>
    /// <param name="tests">For each node the word that is 1 where its test holds.</param>
    /// <returns>The leaf's value less the least one that can be reached, and that least one.</returns>
    public static (int Word, long Least) Leaf(CircuitBuilder b, TreeEnsemble ensemble, int tree, int column, int[] tests)
    {
        var structure = ensemble.Structure;
        int first = structure.NodeStarts[tree], count = structure.NodeStarts[tree + 1] - first;
        var reached = new bool[count];
        reached[0] = true;
        long least = long.MaxValue;
        void Reach(int branch)
        {
            if (branch >= 0) reached[branch - first] = true;
            else least = Math.Min(least, ensemble.Values[~branch + column]);
        }
        for (int i = 0; i < count; i++)
        {
            if (!reached[i]) continue;
            if (b.ConstantOf(tests[first + i]) != 0) Reach(structure.WhenTrue[first + i]);
            if (b.ConstantOf(tests[first + i]) != 1) Reach(structure.WhenFalse[first + i]);
        }
        var words = new int[count];
        int Word(int branch) => branch >= 0 ? words[branch - first] : b.Constant(checked(ensemble.Values[~branch + column] - least));
        for (int i = count - 1; i >= 0; i--)
        {
            if (!reached[i]) continue;
            words[i] = b.ConstantOf(tests[first + i]) switch
            {
                1 => Word(structure.WhenTrue[first + i]),
                0 => Word(structure.WhenFalse[first + i]),
                _ => b.Mux(tests[first + i], Word(structure.WhenTrue[first + i]), Word(structure.WhenFalse[first + i])),
            };
        }
        return (words[0], least);
    }
}
