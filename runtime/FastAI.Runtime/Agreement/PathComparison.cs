using System.Collections.Immutable;
using FastAI.Emulation;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Reference;

namespace FastAI.Runtime.Agreement;

/// <summary>
/// Walks the trees of a model with what the float model tests and with the firmware's mantissas, and counts events whose paths part. The
/// float model gets the data as they are, so that what input formats round is counted too.
/// </summary>
internal sealed class PathComparison : IDisposable
{
    private const int MaxBlockElements = 1 << 21;

    private readonly FixedGraph graph;
    private readonly Emulator emulator;
    private readonly bool single;
    private readonly FloatReference? reference;
    private readonly List<Ensemble> ensembles = [];

    /// <param name="model">The compiled model.</param>
    /// <param name="emulator">Its emulator.</param>
    /// <param name="outputs">The float model with its own outputs, for what else it has.</param>
    internal PathComparison(CompiledModel model, Emulator emulator, FloatReference outputs)
    {
        (graph, this.emulator, single) = (model.Graph, emulator, outputs.RoundingUnit > 1e-12);
        var wanted = new List<string>();
        foreach (var node in graph.Nodes.OfType<TreeEnsembleNode>().Where(n => n.Ensemble.Limits.Length > 0))
            if (Elements(node.Input, outputs.PerEventOutputs, wanted) is { } tested)
                ensembles.Add(new Ensemble(node, tested));
        if (wanted.Count > 0)
            reference = FloatReference.Open(model.ReferencePath, ReferenceOptions.Exact with { Outputs = [.. wanted] });
        BlockEvents = (int)Math.Clamp(MaxBlockElements / Math.Max(1, graph.Nodes.Sum(n => (long)n.Type.Count)), 1, 4096);
    }

    /// <summary>Whether there is something to compare.</summary>
    internal bool Any => ensembles.Count > 0;

    private int BlockEvents { get; }

    /// <param name="first">Position of the first event in the data.</param>
    /// <param name="count">How many.</param>
    /// <param name="reals">For each input its values as they are in the data.</param>
    /// <param name="mantissas">What the input formats hold of them, all inputs of an event together.</param>
    internal void Add(long first, int count, double[][] reals, ReadOnlySpan<long> mantissas)
    {
        for (int done = 0; done < count; done += BlockEvents)
        {
            int some = Math.Min(BlockEvents, count - done),
                from = done;
            double[][] part =
            [
                .. reals.Select(
                    (values, i) => values.AsSpan(from * emulator.Inputs[i].Shape.Count, some * emulator.Inputs[i].Shape.Count).ToArray()
                ),
            ];
            var trace = emulator.Trace(mantissas.Slice(done * emulator.InputCount, some * emulator.InputCount));
            var floats = reference?.Run([
                .. reference.Inputs.Select(port => part[emulator.Inputs.Select(p => p.Name).ToList().IndexOf(port.Name)]),
            ]);
            foreach (var ensemble in ensembles)
            {
                int size = graph.Nodes[ensemble.Node.Input].Type.Count;
                var tested = new double[size];
                for (int e = 0; e < some; e++)
                {
                    for (int i = 0; i < size; i++)
                    {
                        var (output, input, element) = ensemble.Tested[i];
                        double value =
                            output >= 0
                                ? floats![output].Values[e * floats[output].Size + element]
                                : part[input][e * emulator.Inputs[input].Shape.Count + element];
                        tested[i] = single ? (float)value : value;
                    }
                    ensemble.Add(first + done + e, tested, trace[ensemble.Node.Input].Slice(e * size, size));
                }
            }
        }
    }

    internal ImmutableArray<TreePaths> Report() => [.. ensembles.Select(e => e.Report())];

    public void Dispose() => reference?.Dispose();

    // What the elements of a tensor are in the float model: elements of its inputs (output -1), else of a tensor that it computes, whose
    // name joins the wanted ones; null where it has none. Where a missing value has been given another mantissa, it is the value itself.
    private (int Output, int Input, int Element)[]? Elements(int node, IReadOnlySet<string> available, List<string> wanted)
    {
        int count = graph.Nodes[node].Type.Count;
        switch (graph.Nodes[node])
        {
            case InputNode:
                int position = graph.Inputs.IndexOf(node);
                return [.. Enumerable.Range(0, count).Select(i => (-1, position, i))];
            case GatherNode gather:
                var parts = gather.Inputs.Select(input => Elements(input, available, wanted)).ToArray();
                if (Array.Exists(parts, p => p is null))
                    break;
                (int, int, int)[] all = [.. parts.SelectMany(p => p!)];
                return [.. gather.Map.Select(i => all[i])];
        }
        string name = graph.Nodes[node].Name;
        if (!available.Contains(name))
            return graph.Nodes[node] is SelectNode select ? Elements(select.WhenFalse, available, wanted) : null;
        if (!wanted.Contains(name))
            wanted.Add(name);
        int output = wanted.IndexOf(name);
        return [.. Enumerable.Range(0, count).Select(i => (output, -1, i))];
    }

    private sealed class Ensemble(TreeEnsembleNode node, (int Output, int Input, int Element)[] tested)
    {
        private long events,
            changed,
            changedTrees;
        private long? firstEvent;

        public TreeEnsembleNode Node => node;

        /// <summary>What the tested elements are in the float model.</summary>
        public (int Output, int Input, int Element)[] Tested => tested;

        public void Add(long position, double[] tested, ReadOnlySpan<long> mantissas)
        {
            int trees = node.Ensemble.PartedWalks(tested, mantissas);
            events++;
            if (trees == 0)
                return;
            changed++;
            changedTrees += trees;
            firstEvent ??= position;
        }

        public TreePaths Report() => new(node.Name, node.Ensemble.Structure.Trees, events, changed, changedTrees, firstEvent);
    }
}
