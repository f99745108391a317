using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Model.Serialization;

/// <summary>From the messages of <c>fai.proto</c> to a graph. Every type is derived and everything else is
/// verified; memory and time are bounded.</summary>
internal static class GraphReader
{
    /// <summary>Elements of one event over all tensors.</summary>
    private const int MaxElements = 1 << 23;

    /// <summary>Multiply-adds of one event; deriving their intervals takes as many steps.</summary>
    private const long MaxTerms = 1L << 34;

    public static FixedGraph.FixedGraph Read(Proto.Model model)
    {
        var nodes = ImmutableArray.CreateBuilder<FixedNode>(model.Nodes.Count);
        long elements = 0,
            terms = 0;
        foreach (var stored in model.Nodes)
        {
            FixedNode node;
            try
            {
                foreach (uint operand in stored.Operands)
                    if (operand >= nodes.Count)
                        throw new ArgumentException($"operand {operand} does not precede node {nodes.Count}");
                var shape = new Shape([.. stored.Shape.Select(e => checked((int)e))]);
                elements += Math.Max(shape.Count, stored.Operands.Count > 0 ? nodes[(int)stored.Operands[0]].Type.Count : 0);
                if (elements > MaxElements)
                    throw new ArgumentException($"the model has more than {MaxElements} elements an event");
                if (stored.Affine is { } affine)
                    terms += affine.Blocks.Sum(b => (long)b.InputMap.Count * b.Columns);
                if (terms > MaxTerms)
                    throw new ArgumentException($"the model has more than {MaxTerms} multiply-adds an event");
                node = Read(stored, shape, nodes);
            }
            catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException or FastAIException)
            {
                throw FastAIException.BadInput($"node '{stored.Name}': {e.Message}", e);
            }
            nodes.Add(node);
        }
        foreach (uint index in model.Inputs.Concat(model.Outputs.Select(o => o.Node)))
            if (index >= nodes.Count)
                throw FastAIException.BadInput($"node {index} does not exist");
        var graph = new FixedGraph.FixedGraph(
            model.Name,
            nodes.ToImmutable(),
            [.. model.Inputs.Select(i => (int)i)],
            [.. model.Outputs.Select(o => new OutputPort(o.Name, (int)o.Node))]
        )
        {
            Stream = model.Stream is { } stream ? Read(stream) : null,
        };
        FixedGraphVerifier.VerifyStructure(graph);
        return graph;
    }

    private static StreamSettings Read(Proto.Streaming stream) =>
        new(
            (int)Math.Min(stream.Ticks, int.MaxValue),
            [.. stream.TimeAxes],
            [
                .. stream.Feedback.Select(f => new StreamFeedback(
                    (int)Math.Min(f.Input, int.MaxValue),
                    (int)Math.Min(f.Output, int.MaxValue),
                    [.. f.Initial]
                )),
            ]
        );

    private static FixedNode Read(Proto.Node stored, Shape shape, ImmutableArray<FixedNode>.Builder nodes)
    {
        string name = stored.Name;
        int Operand(int i) => i < stored.Operands.Count ? (int)stored.Operands[i] : throw new ArgumentException("an operand is missing");
        TensorType TypeOf(int i) => nodes[Operand(i)].Type;
        switch (stored.OperationCase)
        {
            case Proto.Node.OperationOneofCase.Input:
                var formats = Coding.PerElement(Coding.Formats(stored.Input.Formats), shape.Count);
                return new InputNode(
                    name,
                    new TensorType(shape, Map(formats, ElementType.Full)),
                    Defined<Rounding>(stored.Input.Rounding),
                    Defined<Overflow>(stored.Input.Overflow)
                )
                {
                    Missing =
                        stored.Input.Missing.Count == 0 ? null : Coding.PerElement([.. stored.Input.Missing.Select(Missing)], shape.Count),
                };
            case Proto.Node.OperationOneofCase.Constant:
                var values = stored.Constant.Values.ToImmutableArray();
                var fractions = Coding.PerElement(stored.Constant.Fractions, shape.Count);
                if (values.Length != shape.Count)
                    throw new ArgumentException($"{values.Length} values for {shape}");
                return new ConstantNode(name, Typing.Constant(shape, values, fractions), values);
            case Proto.Node.OperationOneofCase.Affine:
                var blocks = stored.Affine.Blocks.Select(Read).ToImmutableArray();
                return new AffineNode(
                    name,
                    Typing.Affine(TypeOf(0), shape, blocks, Coding.PerElement(stored.Affine.Fractions, shape.Count)),
                    Operand(0),
                    blocks
                );
            case Proto.Node.OperationOneofCase.Binary:
                var operation = Defined<BinaryOperation>(stored.Binary);
                return new BinaryNode(name, Typing.Binary(operation, TypeOf(0), TypeOf(1)), operation, Operand(0), Operand(1));
            case Proto.Node.OperationOneofCase.Unary:
                var unary = Defined<UnaryOperation>(stored.Unary);
                return new UnaryNode(name, Typing.Unary(unary, TypeOf(0)), unary, Operand(0));
            case Proto.Node.OperationOneofCase.Scale:
                return new ScaleNode(name, Typing.Scale(TypeOf(0), stored.Scale), Operand(0), stored.Scale);
            case Proto.Node.OperationOneofCase.Select:
                return new SelectNode(name, Typing.Select(TypeOf(0), TypeOf(1), TypeOf(2)), Operand(0), Operand(1), Operand(2));
            case Proto.Node.OperationOneofCase.Quantize:
                var (rounding, overflow) = (Defined<Rounding>(stored.Quantize.Rounding), Defined<Overflow>(stored.Quantize.Overflow));
                var targets = Coding.PerElement(Coding.Formats(stored.Quantize.Formats), TypeOf(0).Count);
                return new QuantizeNode(name, Typing.Quantize(TypeOf(0), targets, rounding, overflow), Operand(0), rounding, overflow);
            case Proto.Node.OperationOneofCase.Table:
                var tables = stored.Table.Tables.Select(Read).ToImmutableArray();
                var tableOf = Coding.PerElement([.. stored.Table.TableOf.Select(t => checked((int)t))], TypeOf(0).Count);
                return new TableNode(name, Typing.Table(TypeOf(0), tables, tableOf), Operand(0), tables, tableOf);
            case Proto.Node.OperationOneofCase.Reduce:
                var (reduction, groupSize, groups) = (
                    Defined<ReduceOperation>(stored.Reduce.Operation),
                    checked((int)stored.Reduce.GroupSize),
                    Coding.Sums(stored.Reduce.Groups)
                );
                return new ReduceNode(
                    name,
                    Typing.Reduce(reduction, TypeOf(0), shape, groupSize, groups),
                    reduction,
                    Operand(0),
                    groupSize,
                    groups
                );
            case Proto.Node.OperationOneofCase.Gather:
                var from = stored.Operands.Select(o => (int)o).ToImmutableArray();
                var map = Coding.Sums(stored.Gather.Map);
                return new GatherNode(name, Typing.Gather([.. from.Select(i => nodes[i].Type)], shape, map), from, map);
            case Proto.Node.OperationOneofCase.Trees:
                var ensemble = Read(stored.Trees);
                return new TreeEnsembleNode(
                    name,
                    Typing.TreeEnsemble(TypeOf(0), shape, ensemble, Coding.PerElement(stored.Trees.Fractions, shape.Count)),
                    Operand(0),
                    ensemble
                );
            default:
                throw new ArgumentException("its operation is not one of this version");
        }
    }

    private static AffineBlock Read(Proto.Block block) =>
        new(
            checked((int)block.Rows),
            checked((int)block.Columns),
            Coding.Sums(block.InputMap),
            Coding.Sums(block.OutputMap),
            [.. block.Weights],
            [.. block.Bias]
        );

    private static TreeEnsemble Read(Proto.TreeEnsemble trees) =>
        new(
            new TreeStructure(
                Coding.Sums(trees.NodeStarts),
                Coding.Sums(trees.TargetStarts),
                Coding.Sums(trees.Targets),
                Coding.Sums(trees.Features),
                Coding.Sums(trees.WhenTrue),
                Coding.Sums(trees.WhenFalse),
                trees.Values.Count
            ),
            Coding.Sums(trees.Thresholds),
            [.. trees.Values],
            [.. trees.Base]
        )
        {
            Limits =
                trees.Limits.Count == 0 || trees.Limits.Count == trees.Thresholds.Count
                    ? [.. trees.Limits]
                    : throw new ArgumentException($"{trees.Limits.Count} limits for {trees.Thresholds.Count} nodes"),
            MissingPasses =
                trees.MissingPasses.Count == 0 || trees.MissingPasses.Count == trees.Thresholds.Count
                    ? [.. trees.MissingPasses]
                    : throw new ArgumentException($"{trees.MissingPasses.Count} ways of missing values for {trees.Thresholds.Count} nodes"),
        };

    private static LookupTable Read(Proto.Entries table) =>
        new(
            table.First,
            Coding.Sums(table.Entries_),
            Coding.Formats(table.Format) is [var format] ? format : throw new ArgumentException("a table has one format")
        );

    private static PerElement<ElementType> Map(PerElement<FixedFormat> formats, Func<FixedFormat, ElementType> of) =>
        formats.IsUniform
            ? PerElement<ElementType>.Uniform(of(formats[0]), formats.Count)
            : PerElement<ElementType>.Create(formats.Count, i => of(formats[i]));

    private static MissingValue Missing(uint number) =>
        number < MissingValue.All.Length
            ? MissingValue.All[(int)number].Value
            : throw new ArgumentException($"{number} does not say what stands for a missing value");

    private static T Defined<T>(uint value)
        where T : struct, Enum
    {
        var defined = Enum.GetValues<T>();
        return value < defined.Length ? defined[value] : throw new ArgumentException($"{value} is not a {typeof(T).Name}");
    }
}
