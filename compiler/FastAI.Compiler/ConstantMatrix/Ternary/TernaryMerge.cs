using System.Collections.Immutable;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>Puts the adders of several searches over the same inputs together; equal ones once.</summary>
internal sealed class TernaryMerge(int inputs)
{
    private readonly ImmutableArray<TernaryNode>.Builder nodes = ImmutableArray.CreateBuilder<TernaryNode>();
    private readonly Dictionary<(TernaryTerm, TernaryTerm, TernaryTerm?), int> known = [];

    public ImmutableArray<TernaryNode> Nodes => nodes.ToImmutable();

    /// <summary>Takes over a search whose every row is one term; returns these terms.</summary>
    public IEnumerable<TernaryTerm?> Import(TernaryState state)
    {
        var map = new int[inputs + state.Nodes.Count];
        for (int i = 0; i < inputs; i++) map[i] = i;
        for (int k = 0; k < state.Nodes.Count; k++)
        {
            TernaryTerm[] terms = [.. state.Nodes[k].Terms.Select(t => t with { Node = map[t.Node] })];
            Array.Sort(terms);
            var key = (terms[0], terms[1], terms.Length > 2 ? terms[2] : (TernaryTerm?)null);
            if (!known.TryGetValue(key, out int index))
            {
                known.Add(key, index = inputs + nodes.Count);
                nodes.Add(new([.. terms]));
            }
            map[inputs + k] = index;
        }
        foreach (List<TernaryTerm> row in state.Rows) yield return row.Count == 0 ? null : row[0] with { Node = map[row[0].Node] };
    }
}
