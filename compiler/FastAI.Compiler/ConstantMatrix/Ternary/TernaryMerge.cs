using System.Collections.Immutable;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>Puts the adders of several searches over the same inputs together; equal ones once.</summary>
internal sealed class TernaryMerge(int inputs)
{
    private readonly ImmutableArray<TernaryNode>.Builder nodes = ImmutableArray.CreateBuilder<TernaryNode>();
    private readonly Dictionary<(TernaryTerm, TernaryTerm, TernaryTerm?), int> known = [];

    public ImmutableArray<TernaryNode> Nodes => nodes.ToImmutable();

    /// <summary>Takes over the nodes of a search and the adders of its rows, of which <paramref name="adders"/> tells; returns the term of
    /// each row.</summary>
    public IEnumerable<TernaryTerm?> Import(TernaryState state, Func<int, IReadOnlyList<RowAdders.Adder>> adders)
    {
        var map = new int[state.Nodes.Count];
        Array.Fill(map, -1);
        for (int i = 0; i < inputs; i++)
            map[i] = i;
        for (int row = 0; row < state.Rows.Length; row++)
        {
            List<TernaryTerm> words = [.. state.Rows[row].Select(t => t with { Node = Node(state, map, t.Node) })];
            if (words.Count == 0)
            {
                yield return null;
                continue;
            }
            IReadOnlyList<RowAdders.Adder> made = adders(row);
            foreach (RowAdders.Adder adder in made)
            {
                TernaryTerm[] operands = adder.C < 0 ? [words[adder.A], words[adder.B]] : [words[adder.A], words[adder.B], words[adder.C]];
                int shift = operands.Min(t => t.Shift);
                for (int k = 0; k < operands.Length; k++)
                    operands[k] = operands[k] with { Shift = operands[k].Shift - shift, Negate = operands[k].Negate ^ adder.Negated };
                words.Add(new(Add(operands), shift, adder.Negated));
            }
            yield return words[^1];
        }
    }

    private int Node(TernaryState state, int[] map, int node)
    {
        if (map[node] < 0)
            map[node] = Add([.. state.Nodes.Terms(node)!.Select(t => t with { Node = Node(state, map, t.Node) })]);
        return map[node];
    }

    private int Add(TernaryTerm[] terms)
    {
        Array.Sort(terms);
        var key = (terms[0], terms[1], terms.Length > 2 ? terms[2] : (TernaryTerm?)null);
        if (!known.TryGetValue(key, out int index))
        {
            known.Add(key, index = inputs + nodes.Count);
            nodes.Add(new([.. terms]));
        }
        return index;
    }
}
