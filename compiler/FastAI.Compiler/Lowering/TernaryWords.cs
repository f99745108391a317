using System.Collections.Immutable;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Words of a graph of adders of up to three operands, with the constants of <see cref="TernaryOffsets"/>.</summary>
internal sealed class TernaryWords(ConstantMatrixProblem problem, TernaryGraph graph, ImmutableArray<long> bias)
{
    private readonly TernaryOffsets offsets = new(problem, graph, bias);

    /// <summary>Puts the adders at one position of the block.</summary>
    public void Lower(AffineBlock block, int position, int[] input, int[] result, CircuitBuilder b)
    {
        var words = new int[graph.Inputs + graph.Nodes.Length];
        int zero = b.Constant(0);
        for (int k = 0; k < graph.Inputs; k++)
        {
            int source = block.InputMap[position * block.Rows + k];
            words[k] = source < 0 ? zero : input[source];
        }
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            IReadOnlyList<TernaryTerm> terms = offsets.Terms(i);
            SumTerm Term(int k) => k < terms.Count ? new(Word(terms[k].Node), terms[k].Shift, terms[k].Negate) : new(zero, 0, false);
            words[graph.Inputs + i] = b.Sum(Term(0), Term(1), Term(2), offsets.Constant(i));
        }
        int Word(int node) =>
            node < words.Length
                ? words[node]
                : b.AddConstant(words[offsets.Terms(node - graph.Inputs)[0].Node], offsets.Constant(node - graph.Inputs));

        for (int m = 0; m < block.Columns; m++)
        {
            (TernaryTerm? root, long rest) = offsets.Outputs[m];
            int constant = b.Constant(rest);
            result[block.OutputMap[position * block.Columns + m]] = root is { } o
                ? b.Add(constant, 0, words[o.Node], o.Shift, o.Negate)
                : constant;
        }
    }
}
