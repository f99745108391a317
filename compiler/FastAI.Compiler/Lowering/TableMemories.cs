using System.Collections.Immutable;
using FastAI.Compiler.Netlist;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>What a model asks its tables to be made of, by the names of their nodes.</summary>
public sealed class TableMemories
{
    private readonly ImmutableSortedDictionary<string, TableMemory> byNode;

    private TableMemories(ImmutableSortedDictionary<string, TableMemory> byNode) => this.byNode = byNode;

    /// <summary>Nothing is asked.</summary>
    public static TableMemories None { get; } = Of([]);

    /// <summary>Those of some nodes, each of which is named once.</summary>
    public static TableMemories Of(IEnumerable<KeyValuePair<string, TableMemory>> nodes) =>
        new(nodes.ToImmutableSortedDictionary(StringComparer.Ordinal));

    /// <summary>The nodes that ask, in order of their names.</summary>
    public IEnumerable<string> Nodes => byNode.Keys;

    /// <summary>What is asked for the tables of a node; null where that is left to the options.</summary>
    public TableMemory? Of(string node) => byNode.TryGetValue(node, out TableMemory memory) ? memory : null;

    /// <summary>Refuses what a model on a stream cannot do: tables that windows have apart and a tick computes once, asked for
    /// differently.</summary>
    /// <param name="windows">The model on windows.</param>
    /// <param name="step">What is computed with each sample.</param>
    /// <exception cref="FastAIException">The message names two nodes.</exception>
    public void Check(FixedGraph windows, FixedGraph step)
    {
        TableNode[] kept = [.. step.Nodes.OfType<TableNode>()];
        HashSet<string> names = [.. kept.Select(n => n.Name)];
        foreach (TableNode node in windows.Nodes.OfType<TableNode>())
        {
            if (names.Contains(node.Name) || !byNode.TryGetValue(node.Name, out TableMemory asked))
                continue;
            TableNode[] same = [.. kept.Where(k => node.Tables.All(k.Tables.Contains))];
            if (same.Length > 0 && !same.Any(k => Of(k.Name) == asked))
                throw FastAIException.BadInput(
                    $"node '{node.Name}': on a stream its table is that of '{same[0].Name}', for which the precision file does not ask the same: state 'memory' for both, with a pattern for all steps"
                );
        }
    }

    public override string ToString() => string.Join(", ", byNode.Select(n => $"{n.Key}: {n.Value}"));
}
