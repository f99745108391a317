using System.Collections.Immutable;
using FastAI.Compiler.Netlist;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Compiler.Emission;

/// <summary>
/// The outside of a design: its name and how tensors lie in in_data and out_data (element 0 in the lowest bits, row-major, each at its own
/// width, tensors in model order). It follows from the model alone.
/// </summary>
public sealed class DesignInterface
{
    private DesignInterface(
        string name,
        IReadOnlyList<(string Name, Shape Shape, PerElement<FixedFormat> Formats)> inputs,
        IReadOnlyList<(string Name, Shape Shape, PerElement<FixedFormat> Formats)> outputs
    )
    {
        Name = Identifier.ForModel(name);
        Inputs = Lay(inputs);
        Outputs = Lay(outputs);
    }

    /// <summary>Name of the top entity and the top function.</summary>
    public string Name { get; }

    public ImmutableArray<PortTensor> Inputs { get; }

    public ImmutableArray<PortTensor> Outputs { get; }

    /// <summary>Width of in_data.</summary>
    public int InputBits => Inputs[^1].High + 1;

    /// <summary>Width of out_data.</summary>
    public int OutputBits => Outputs[^1].High + 1;

    public int InputCount => Inputs.Sum(t => t.Count);

    public int OutputCount => Outputs.Sum(t => t.Count);

    /// <summary>The interface of a compiled model; on a stream that of the newest columns.</summary>
    public static DesignInterface Of(FixedGraph graph)
    {
        if (graph.Stream is not null)
            graph = StreamTransform.Of(graph).Ports;
        return new(
            graph.Name,
            [.. graph.Inputs.Select(i => (graph.Nodes[i].Name, graph.Nodes[i].Type.Shape, Formats(graph.Nodes[i].Type)))],
            [.. graph.Outputs.Select(o => (o.Name, graph.Nodes[o.Node].Type.Shape, Formats(graph.Nodes[o.Node].Type)))]
        );
    }

    /// <summary>The interface of a circuit.</summary>
    public static DesignInterface Of(Circuit circuit) =>
        new(
            circuit.Name,
            [
                .. circuit.Inputs.Select(i =>
                    (i.Name, i.Shape, PerElement<FixedFormat>.Create(i.Words.Length, e => ((InputWord)circuit.Words[i.Words[e]]).Format))
                ),
            ],
            [.. circuit.Outputs.Select(o => (o.Name, o.Shape, o.Formats))]
        );

    private static PerElement<FixedFormat> Formats(TensorType type) => PerElement<FixedFormat>.Create(type.Count, e => type[e].Format);

    private static ImmutableArray<PortTensor> Lay(IReadOnlyList<(string Name, Shape Shape, PerElement<FixedFormat> Formats)> tensors)
    {
        if (tensors.Count == 0)
            throw FastAIException.Unsupported("a model without inputs or without outputs makes no hardware");
        var names = new Identifier();
        var placed = ImmutableArray.CreateBuilder<PortTensor>();
        int offset = 0,
            first = 0;
        foreach (var (name, shape, formats) in tensors)
        {
            if (shape.Count == 0)
                throw FastAIException.Unsupported($"tensor '{name}' has no elements and makes no port");
            placed.Add(new PortTensor(name, names.Unique(name), shape, offset, first, formats));
            offset = placed[^1].High + 1;
            first += shape.Count;
        }
        return placed.ToImmutable();
    }
}
