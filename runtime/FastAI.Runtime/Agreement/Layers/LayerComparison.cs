using System.Collections.Immutable;
using FastAI.Emulation;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Reference;

namespace FastAI.Runtime.Agreement.Layers;

/// <summary>Compares every tensor that both models have, event by event, and finds the first whose difference
/// its own formats do not explain.</summary>
internal sealed class LayerComparison : IDisposable
{
    /// <summary>Terms of linear maps that a comparison may spend; it is done in scalar arithmetic and needs
    /// no more events to find a fault.</summary>
    private const double Work = 4e8;
    private const long MaxEvents = 4096;
    private const int MaxBlockElements = 1 << 21;

    private readonly CompiledModel model;
    private readonly Emulator emulator;
    private readonly FloatReference? reference;
    private readonly ErrorPropagation propagation;
    private readonly Dictionary<string, int> inputs;
    private readonly Dictionary<int, (LayerAccumulator Accumulator, int Output)> probes = [];

    /// <param name="model">The compiled model.</param>
    /// <param name="emulator">Its emulator.</param>
    /// <param name="outputs">The float model with its own outputs, for what else it has.</param>
    internal LayerComparison(CompiledModel model, Emulator emulator, FloatReference outputs)
    {
        (this.model, this.emulator) = (model, emulator);
        inputs = emulator.Inputs.Select((port, i) => (port.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        var graph = model.Graph;
        propagation = new ErrorPropagation(graph, [.. graph.Nodes.Select(Local)], outputs.RoundingUnit);
        var made = graph
            .Outputs.Where(o => graph.Nodes.All(n => n.Name != o.Name))
            .GroupBy(o => o.Node)
            .ToDictionary(o => o.Key, o => o.First().Name);
        var names = Enumerable
            .Range(0, graph.Nodes.Length)
            .Where(n => graph.Nodes[n] is not (InputNode or ConstantNode))
            .Select(n => (Node: n, Name: made.GetValueOrDefault(n, graph.Nodes[n].Name)))
            .Where(n => outputs.PerEventOutputs.Contains(n.Name))
            .ToList();
        names = Usable(names);
        if (names.Count == 0)
            return;
        reference = FloatReference.Open(model.ReferencePath, ReferenceOptions.Exact with { Outputs = [.. names.Select(n => n.Name)] });
        var missing = MissingElements.Of(graph);
        for (int i = 0; i < names.Count; i++)
        {
            var (node, name) = names[i];
            probes[node] = (new LayerAccumulator(name, node, graph.Nodes[node].Type, missing[node]), i);
        }
        double terms =
            graph.Nodes.OfType<AffineNode>().Sum(a => a.Blocks.Sum(b => (double)b.Positions * b.Rows * b.Columns))
            + graph.Nodes.Sum(n => (double)n.Type.Count);
        Remaining = (long)Math.Clamp(Work / terms, 16, MaxEvents);
        BlockEvents = (int)Math.Clamp(MaxBlockElements / graph.Nodes.Sum(n => (long)n.Type.Count), 1, 256);
    }

    /// <summary>Events that are still wanted.</summary>
    internal long Remaining { get; private set; }

    /// <summary>Events that one call takes.</summary>
    internal int BlockEvents { get; }

    /// <summary>Compares events; at most <see cref="BlockEvents"/>.</summary>
    /// <param name="first">Position of the first in the data.</param>
    /// <param name="count">How many.</param>
    /// <param name="reals">For each input the values that its format holds.</param>
    /// <param name="mantissas">The same as mantissas, all inputs of an event together.</param>
    internal void Add(long first, int count, IReadOnlyList<double[]> reals, ReadOnlySpan<long> mantissas)
    {
        Remaining -= count;
        var trace = emulator.Trace(mantissas);
        var floats = reference!.Run([.. reference.Inputs.Select(port => reals[inputs[port.Name]])]);
        for (int e = 0; e < count; e++)
        for (int n = 0; n < model.Graph.Nodes.Length; n++)
        {
            double[] allowed = propagation.Explain(n, trace, e);
            if (!probes.TryGetValue(n, out var probe))
                continue;
            int size = model.Graph.Nodes[n].Type.Count,
                node = n;
            probe.Accumulator.Add(
                first + e,
                floats[probe.Output].Values.AsSpan(e * size, size),
                trace[n].Slice(e * size, size),
                allowed,
                (i, difference) => propagation.Observe(node, i, difference)
            );
        }
    }

    internal ImmutableArray<LayerAgreement> Report(ImmutableArray<SaturationCount> saturations)
    {
        var limited = saturations.ToDictionary(s => s.Tensor, s => s.Limited, StringComparer.Ordinal);
        return
        [
            .. probes.OrderBy(p => p.Key).Select(p => p.Value.Accumulator.Report(limited.GetValueOrDefault(model.Graph.Nodes[p.Key].Name))),
        ];
    }

    public void Dispose() => reference?.Dispose();

    // A tensor is comparable when the float model gives as many elements an event; two events of zeros tell. All are tried at once, and one
    // by one only when one of them does not count events.
    private List<(int Node, string Name)> Usable(List<(int Node, string Name)> names)
    {
        if (names.Count == 0)
            return names;
        using var tried = FloatReference.Open(
            model.ReferencePath,
            ReferenceOptions.Exact with
            {
                Outputs = [.. names.Select(n => n.Name)],
            }
        );
        int[]? sizes = tried.SizesPerEvent([
            .. tried.Inputs.Select(port => new double[2 * emulator.Inputs[inputs[port.Name]].Shape.Count]),
        ]);
        return sizes is not null ? [.. names.Where((n, i) => sizes[i] == model.Graph.Nodes[n.Node].Type.Count)]
            : names.Count == 1 ? []
            : [.. names.SelectMany(n => Usable([n]))];
    }

    private double? Local(FixedNode node)
    {
        var own = model.Report.Tensors.FirstOrDefault(t => t.Name == node.Name);
        return own is null ? 0 : own.OwnError;
    }
}
