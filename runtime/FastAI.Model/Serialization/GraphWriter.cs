using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Model.Serialization;

/// <summary>From a graph to the messages of <c>fai.proto</c>.</summary>
internal static class GraphWriter
{
    public static Proto.Model Write(FixedGraph.FixedGraph graph)
    {
        var model = new Proto.Model { Name = graph.Name };
        foreach (var node in graph.Nodes)
            model.Nodes.Add(Write(node));
        foreach (int input in graph.Inputs)
            model.Inputs.Add((uint)input);
        foreach (var output in graph.Outputs)
            model.Outputs.Add(new Proto.Port { Name = output.Name, Node = (uint)output.Node });
        if (graph.Stream is { } stream)
            model.Stream = Write(stream);
        return model;
    }

    private static Proto.Streaming Write(StreamSettings stream) =>
        new()
        {
            Ticks = (uint)stream.Ticks,
            TimeAxes = { stream.TimeAxes },
            Feedback =
            {
                stream.Feedback.Select(f => new Proto.Feedback
                {
                    Input = (uint)f.Input,
                    Output = (uint)f.Output,
                    Initial = { f.Initial },
                }),
            },
        };

    private static Proto.Node Write(FixedNode node)
    {
        var stored = new Proto.Node { Name = node.Name };
        foreach (int operand in node.Operands)
            stored.Operands.Add((uint)operand);
        if (node is InputNode or ConstantNode or AffineNode or ReduceNode or GatherNode or TreeEnsembleNode)
            foreach (int extent in node.Type.Shape.Extents)
                stored.Shape.Add((uint)extent);
        switch (node)
        {
            case InputNode input:
                stored.Input = new Proto.Quantize
                {
                    Formats = Formats(node.Type),
                    Rounding = (uint)input.Rounding,
                    Overflow = (uint)input.Overflow,
                    Missing = { input.Missing is null ? [] : input.Missing.Stored.Select(m => (uint)m.Number) },
                };
                break;
            case ConstantNode constant:
                stored.Constant = new Proto.Constant { Values = { constant.Values }, Fractions = { Fractions(node.Type) } };
                break;
            case AffineNode affine:
                stored.Affine = new Proto.Affine { Blocks = { affine.Blocks.Select(Write) }, Fractions = { Fractions(node.Type) } };
                break;
            case BinaryNode binary:
                stored.Binary = (uint)binary.Operation;
                break;
            case UnaryNode unary:
                stored.Unary = (uint)unary.Operation;
                break;
            case ScaleNode scale:
                stored.Scale = scale.Exponent;
                break;
            case SelectNode:
                stored.Select = new Proto.Select();
                break;
            case QuantizeNode quantize:
                stored.Quantize = new Proto.Quantize
                {
                    Formats = Formats(node.Type),
                    Rounding = (uint)quantize.Rounding,
                    Overflow = (uint)quantize.Overflow,
                };
                break;
            case TableNode table:
                stored.Table = new Proto.Table
                {
                    Tables = { table.Tables.Select(Write) },
                    TableOf = { table.TableOf.Stored.Select(t => (uint)t) },
                };
                break;
            case ReduceNode reduce:
                stored.Reduce = new Proto.Reduce { Operation = (uint)reduce.Operation, GroupSize = (uint)reduce.GroupSize };
                Coding.AddDifferences(stored.Reduce.Groups, reduce.Groups);
                break;
            case GatherNode gather:
                stored.Gather = new Proto.Gather();
                Coding.AddDifferences(stored.Gather.Map, gather.Map);
                break;
            case TreeEnsembleNode trees:
                stored.Trees = Write(trees.Ensemble);
                stored.Trees.Fractions.Add(Fractions(node.Type));
                break;
            default:
                throw FastAIException.Unsupported(
                    $"node '{node.Name}': {node.GetType().Name} has no form in version {FaiFile.Version} of the file"
                );
        }
        return stored;
    }

    private static Proto.Block Write(AffineBlock block)
    {
        var stored = new Proto.Block
        {
            Rows = (uint)block.Rows,
            Columns = (uint)block.Columns,
            Weights = { block.Weights },
            Bias = { block.Bias },
        };
        Coding.AddDifferences(stored.InputMap, block.InputMap);
        Coding.AddDifferences(stored.OutputMap, block.OutputMap);
        return stored;
    }

    private static Proto.Entries Write(LookupTable table)
    {
        var stored = new Proto.Entries { First = table.First, Format = Coding.Formats([table.Format]) };
        Coding.AddDifferences(stored.Entries_, table.Entries);
        return stored;
    }

    private static Proto.TreeEnsemble Write(TreeEnsemble ensemble)
    {
        var structure = ensemble.Structure;
        var stored = new Proto.TreeEnsemble
        {
            Values = { ensemble.Values },
            Base = { ensemble.Base },
            Limits = { ensemble.Limits },
            MissingPasses = { ensemble.MissingPasses },
        };
        Coding.AddDifferences(stored.NodeStarts, structure.NodeStarts);
        Coding.AddDifferences(stored.TargetStarts, structure.TargetStarts);
        Coding.AddDifferences(stored.Targets, structure.Targets);
        Coding.AddDifferences(stored.Features, structure.Features);
        Coding.AddDifferences(stored.WhenTrue, structure.WhenTrue);
        Coding.AddDifferences(stored.WhenFalse, structure.WhenFalse);
        Coding.AddDifferences(stored.Thresholds, ensemble.Thresholds);
        return stored;
    }

    private static Proto.Formats Formats(TensorType type)
    {
        var formats = type.Elements.Stored.Select(e => e.Format).ToImmutableArray();
        return Coding.Formats(PerElement<FixedFormat>.Create(formats.AsSpan()).Stored);
    }

    private static ImmutableArray<int> Fractions(TensorType type) =>
        PerElement<int>.Create(type.Elements.Stored.Select(e => e.Fraction).ToArray()).Stored;
}
