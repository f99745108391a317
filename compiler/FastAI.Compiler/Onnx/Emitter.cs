using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Trees;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx;

/// <summary>
/// Appends graph nodes for one ONNX node. Every method takes the name of the part of the operator that it makes; the empty name is the
/// result itself.
/// Constants given as operands become nodes, except where an index map of constants is again a constant.
/// </summary>
internal sealed class Emitter(FloatGraphBuilder graph, Origin origin, string result)
{
    /// <summary>The same ONNX node, for another of its outputs.</summary>
    public Emitter For(string output) => new(graph, origin, output);

    public VariableTensor Variable(Tensor tensor)
    {
        if (tensor is VariableTensor variable)
            return variable;
        var constant = (Constant)tensor;
        string name = constant is RealConstant { Source: { } source } ? source.Name : Part("constant");
        return new(
            constant.Layout,
            constant.Kind,
            graph.Append(new GraphConstant(name, constant.Layout.EventShape, origin, constant.Numbers()))
        );
    }

    /// <summary>The elements of <paramref name="source"/> at the positions of <paramref name="map"/>.</summary>
    public Tensor Map(Tensor source, Layout layout, int[] map, string part = "") => Map([source], layout, map, part);

    /// <summary>The same elements in the same order under another layout.</summary>
    public Tensor Reshape(Tensor source, Layout layout, string part = "")
    {
        if (source is Constant constant)
            return constant.Reshaped(layout);
        if (layout.EventShape.Equals(source.Layout.EventShape))
            return source with { Layout = layout };
        return Map([source], layout, IndexMaps.Range(layout.Count), part);
    }

    /// <summary>The elements at the positions of <paramref name="map"/> of several tensors laid end to end.</summary>
    public Tensor Map(Tensor[] sources, Layout layout, int[] map, string part = "")
    {
        if (sources.All(source => source is Constant))
            return Constants.Join([.. sources.Cast<Constant>()]).Take(layout, map);
        var operands = sources.Select(Variable).ToArray();
        var kind = operands.Any(operand => operand.Kind == ElementKind.Real) ? ElementKind.Real : operands[0].Kind;
        if (
            operands.Length == 1
            && IndexMaps.IsIdentity(map)
            && map.Length == operands[0].Layout.Count
            && layout.EventShape.Equals(operands[0].Layout.EventShape)
        )
            return operands[0] with { Layout = layout };
        var node = new GraphGather(
            Part(part),
            layout.EventShape,
            origin,
            [.. operands.Select(operand => operand.Node)],
            ImmutableCollectionsMarshal.AsImmutableArray(map)
        );
        return new VariableTensor(layout, kind, graph.Append(node));
    }

    /// <summary>Broadcasts a tensor to a layout.</summary>
    public VariableTensor Expand(Tensor tensor, Layout to, string part) =>
        tensor.Layout.SameAs(to) ? Variable(tensor) : Variable(Map(tensor, to, IndexMaps.Broadcast(tensor.Layout, to), part));

    public VariableTensor Function(FunctionKind kind, Tensor x, double a = 0, double b = 0, string part = "")
    {
        var operand = Variable(x);
        return new(
            x.Layout,
            ElementKind.Real,
            graph.Append(new GraphFunction(Part(part), operand.Layout.EventShape, origin, kind, operand.Node, a, b))
        );
    }

    public VariableTensor Piecewise(PiecewiseKind kind, Tensor x, string part = "")
    {
        var operand = Variable(x);
        return operand with { Node = graph.Append(new GraphPiecewise(Part(part), operand.Layout.EventShape, origin, kind, operand.Node)) };
    }

    public VariableTensor Clip(Tensor x, double low, double high, string part = "")
    {
        if (double.IsPositiveInfinity(low) || double.IsNegativeInfinity(high))
            throw FastAIException.BadInput("its bounds leave no finite number");
        if (low == 0 && double.IsPositiveInfinity(high))
            return Piecewise(PiecewiseKind.Relu, x, part);
        var operand = Variable(x);
        if (double.IsNegativeInfinity(low) && double.IsPositiveInfinity(high))
            return operand;
        var node = new GraphPiecewise(
            Part(part),
            operand.Layout.EventShape,
            origin,
            PiecewiseKind.Clip,
            operand.Node,
            Low: low,
            High: high
        );
        return operand with { Node = graph.Append(node) };
    }

    public VariableTensor LeakyRelu(Tensor x, PerElement<double> slope, string part = "")
    {
        var operand = Variable(x);
        return operand with
        {
            Node = graph.Append(
                new GraphPiecewise(Part(part), operand.Layout.EventShape, origin, PiecewiseKind.LeakyRelu, operand.Node, slope)
            ),
        };
    }

    public VariableTensor Binary(BinaryOperation operation, Tensor left, Tensor right, string part = "")
    {
        var layout = Layout.Broadcast(left.Layout, right.Layout);
        int l = Expand(left, layout, Suffixed(part, "left")).Node,
            r = Expand(right, layout, Suffixed(part, "right")).Node;
        var kind =
            operation is BinaryOperation.Less or BinaryOperation.Equal ? ElementKind.Boolean
            : left.Kind == ElementKind.Real || right.Kind == ElementKind.Real ? ElementKind.Real
            : left.Kind;
        return new(layout, kind, graph.Append(new GraphBinary(Part(part), layout.EventShape, origin, operation, l, r)));
    }

    public VariableTensor Select(Tensor condition, Tensor whenTrue, Tensor whenFalse, string part = "")
    {
        var layout = Layout.Broadcast(condition.Layout, Layout.Broadcast(whenTrue.Layout, whenFalse.Layout));
        int c = Expand(condition, layout, Suffixed(part, "condition")).Node,
            t = Expand(whenTrue, layout, Suffixed(part, "true")).Node,
            f = Expand(whenFalse, layout, Suffixed(part, "false")).Node;
        return new(layout, whenTrue.Kind, graph.Append(new GraphSelect(Part(part), layout.EventShape, origin, c, t, f)));
    }

    public VariableTensor Linear(Tensor x, Layout layout, ImmutableArray<LinearBlock> blocks, string part = "") =>
        new(layout, x.Kind, graph.Append(new GraphLinear(Part(part), layout.EventShape, origin, Variable(x).Node, blocks)));

    /// <summary>scale * x + shift with one number for each.</summary>
    public VariableTensor Scale(Tensor x, double scale, double shift, string part = "")
    {
        int[] all = IndexMaps.Range(x.Layout.Count);
        graph.Reserve(2L * all.Length);
        var block = new LinearBlock(1, 1, [.. all], [.. all], [scale], [shift], null, null);
        return Linear(x, x.Layout, [block], part);
    }

    /// <summary>
    /// scale * x + shift, broadcast to each other; an absent scale is 1, an absent shift 0. One block serves all elements with the same
    /// scale and shift.
    /// </summary>
    public VariableTensor Affine(Tensor x, Constant? scale, Constant? shift, string part = "")
    {
        var layout = x.Layout;
        if (scale is not null)
            layout = Layout.Broadcast(layout, scale.Layout);
        if (shift is not null)
            layout = Layout.Broadcast(layout, shift.Layout);
        graph.Reserve(4L * layout.Count);
        int[] xMap = IndexMaps.Broadcast(x.Layout, layout);
        int[] scaleMap = scale is null ? new int[layout.Count] : IndexMaps.Broadcast(scale.Layout, layout);
        int[] shiftMap = shift is null ? new int[layout.Count] : IndexMaps.Broadcast(shift.Layout, layout);
        var positions = new Dictionary<(int Scale, int Shift), List<int>>();
        for (int i = 0; i < layout.Count; i++)
        {
            var key = (scaleMap[i], shiftMap[i]);
            if (!positions.TryGetValue(key, out var list))
            {
                positions.Add(key, list = []);
                graph.ReserveParts(positions.Count);
            }
            list.Add(i);
        }
        ImmutableArray<double> scales = scale?.Numbers() ?? [1],
            shifts = shift?.Numbers() ?? [0];
        var blocks = ImmutableArray.CreateBuilder<LinearBlock>(positions.Count);
        foreach (var ((s, t), elements) in positions)
        {
            blocks.Add(
                new LinearBlock(
                    1,
                    1,
                    [.. elements.Select(element => xMap[element])],
                    [.. elements],
                    [scales[s]],
                    [shifts[t]],
                    (scale as RealConstant)?.SourceAt([s]),
                    (shift as RealConstant)?.SourceAt([t])
                )
            );
        }
        return Linear(x, layout, blocks.MoveToImmutable(), part);
    }

    /// <summary>Reduces groups of elements to one each.</summary>
    public VariableTensor Reduce(ReduceOperation operation, Tensor x, Layout layout, int groupSize, int[] groups, string part = "")
    {
        if (groupSize == 0)
            throw FastAIException.BadInput("it reduces no elements");
        var kind = operation is ReduceOperation.Maximum or ReduceOperation.Minimum ? x.Kind : ElementKind.Integer;
        var node = new GraphReduce(
            Part(part),
            layout.EventShape,
            origin,
            operation,
            Variable(x).Node,
            groupSize,
            ImmutableCollectionsMarshal.AsImmutableArray(groups)
        );
        return new(layout, kind, graph.Append(node));
    }

    /// <summary>The sums of decision trees over the elements of a tensor.</summary>
    public VariableTensor Trees(Tensor x, Layout layout, Forest forest, string part = "")
    {
        var node = new GraphTreeEnsemble(
            Part(part),
            layout.EventShape,
            origin,
            Variable(x).Node,
            forest.Structure,
            forest.Thresholds,
            forest.Strict,
            forest.Values,
            forest.Base
        )
        {
            MissingPasses = forest.MissingPasses,
        };
        return new(layout, ElementKind.Real, graph.Append(node));
    }

    /// <summary>The tensor with a number in the place of each missing value (NaN).</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="values">For each element what takes its place.</param>
    public VariableTensor Impute(VariableTensor x, double[] values)
    {
        var node = new GraphImpute(result, x.Layout.EventShape, origin, x.Node, ImmutableCollectionsMarshal.AsImmutableArray(values));
        return new(x.Layout, x.Kind, graph.Append(node));
    }

    /// <summary>1 where an element is missing (NaN).</summary>
    public VariableTensor IsMissing(VariableTensor x) =>
        new(x.Layout, ElementKind.Boolean, graph.Append(new GraphIsMissing(result, x.Layout.EventShape, origin, x.Node)));

    /// <summary>The factor times the sum of each group, plus a constant.</summary>
    public VariableTensor Sum(Tensor x, Layout layout, int groupSize, int[] groups, double factor = 1, double shift = 0, string part = "")
    {
        if (groupSize == 0)
            throw FastAIException.BadInput("it reduces no elements");
        var weights = new double[groupSize];
        Array.Fill(weights, factor);
        var block = new LinearBlock(
            groupSize,
            1,
            ImmutableCollectionsMarshal.AsImmutableArray(groups),
            [.. IndexMaps.Range(layout.Count)],
            [.. weights],
            [shift],
            null,
            null
        );
        return Linear(x, layout, [block], part);
    }

    private string Part(string part) => part.Length == 0 ? result : result + "/" + part;

    private static string Suffixed(string part, string suffix) => part.Length == 0 ? suffix : part + "/" + suffix;
}
