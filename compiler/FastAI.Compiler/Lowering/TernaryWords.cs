using System.Collections.Immutable;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// Words of a graph of adders of up to three operands. A bias goes into the adder of its sum's tree that takes it for the fewest tables,
/// if there is one with room in its columns; else it is added at the end.
/// </summary>
internal sealed class TernaryWords
{
    private readonly TernaryGraph graph;
    private readonly ImmutableArray<long> bias;
    private readonly Interval[] ranges;
    private readonly int[] uses;

    /// <summary>What each adder adds beside its operands.</summary>
    private readonly long[] constants;

    /// <summary>Whether an output's bias is in an adder.</summary>
    private readonly bool[] placed;

    public TernaryWords(ConstantMatrixProblem problem, TernaryGraph graph, ImmutableArray<long> bias)
    {
        this.graph = graph;
        this.bias = bias;
        ranges = [.. graph.Coefficients.Select(c => problem.RangeOf(c)).Select(r => new Interval(r.Low, r.High))];
        uses = new int[ranges.Length];
        foreach (TernaryTerm term in graph.Nodes.SelectMany(n => n.Terms)) uses[term.Node]++;
        foreach (TernaryTerm? output in graph.Outputs)
            if (output is { } o) uses[o.Node]++;
        constants = new long[graph.Nodes.Length];
        placed = new bool[bias.Length];
        for (int m = 0; m < bias.Length; m++) placed[m] = Place(m);
    }

    /// <summary>Puts the adders at one position of the block.</summary>
    public void Lower(AffineBlock block, int position, int[] input, int[] result, CircuitBuilder b)
    {
        var words = new int[ranges.Length];
        int zero = b.Constant(0);
        for (int k = 0; k < graph.Inputs; k++)
        {
            int source = block.InputMap[position * block.Rows + k];
            words[k] = source < 0 ? zero : input[source];
        }
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            SumTerm Term(int k) => k < graph.Nodes[i].Terms.Length && graph.Nodes[i].Terms[k] is var t ? new(words[t.Node], t.Shift, t.Negate) : new(zero, 0, false);
            words[graph.Inputs + i] = b.Sum(Term(0), Term(1), Term(2), constants[i]);
        }
        for (int m = 0; m < block.Columns; m++)
        {
            int offset = b.Constant(placed[m] ? 0 : bias[m]);
            result[block.OutputMap[position * block.Columns + m]] = graph.Outputs[m] is { } o ? b.Add(offset, 0, words[o.Node], o.Shift, o.Negate) : offset;
        }
    }

    private bool Place(int output)
    {
        if (bias[output] == 0 || graph.Outputs[output] is not { } root) return bias[output] == 0;
        (int Node, long Constant, int Cost) best = (-1, 0, int.MaxValue);
        var open = new Stack<TernaryTerm>([root]);
        while (open.TryPop(out TernaryTerm at))
        {
            int node = at.Node - graph.Inputs;
            if (node < 0 || uses[at.Node] > 1) continue;
            long constant = (at.Negate ? -bias[output] : bias[output]) >> at.Shift;
            if (constant << at.Shift == (at.Negate ? -bias[output] : bias[output]) && Luts(node, constant) is { } with)
            {
                int cost = with - Luts(node, 0)!.Value + (at.Node == root.Node ? 0 : 1);
                if (cost < best.Cost) best = (node, constant, cost);
            }
            foreach (TernaryTerm term in graph.Nodes[node].Terms) open.Push(new(term.Node, term.Shift + at.Shift, term.Negate ^ at.Negate));
        }
        if (best.Node < 0) return false;
        constants[best.Node] = best.Constant;
        return true;
    }

    /// <summary>Tables of an adder that also adds the constant; null when its columns have no room for it.</summary>
    private int? Luts(int node, long constant)
    {
        SumOperand Operand(TernaryTerm t) => new(ranges[t.Node].Width, ranges[t.Node].Low < 0, t.Shift, t.Negate);
        ImmutableArray<TernaryTerm> terms = graph.Nodes[node].Terms;
        Interval range = ranges[graph.Inputs + node] + Interval.Of(constant);
        SumColumns columns = SumColumns.Of(Operand(terms[0]), Operand(terms[1]), terms.Length > 2 ? Operand(terms[2]) : default, constant, range.Width);
        return columns.Rest == 0 ? columns.Luts : null;
    }
}
