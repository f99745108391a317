using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class PadOperator()
    : Operator(
        "Pad",
        OperatorAttribute.Text("mode", "constant"),
        OperatorAttribute.Integers("pads").Until(10),
        OperatorAttribute.Real("value", 0.0).Until(10)
    )
{
    public override string Remarks => "constant pads; modes constant, reflect, edge, wrap";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        int rank = x.Layout.Rank;
        long[] pads = call.IntegersFrom("pads", 1) ?? throw FastAIException.BadInput("its pads are missing");
        long[] axes =
            call.Opset >= 18 && call.OptionalIntegers(3, "axes") is { } given
                ? [.. given.Known()]
                : [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        if (pads.Length != 2 * axes.Length)
            throw FastAIException.BadInput($"it has {pads.Length} pads for {axes.Length} axes");
        Axes.Chosen(x.Layout, axes);
        string mode = call.Text("mode");
        int[][] tables = IndexMaps.Identity(x.Layout);
        for (int i = 0; i < axes.Length; i++)
        {
            long before = pads[i],
                after = pads[i + axes.Length];
            if (before == 0 && after == 0)
                continue;
            int axis = x.Layout.Axis(axes[i]);
            x.Layout.RequireNoBatch(axis, "pads");
            if (Math.Abs((double)before) > Shape.MaxElements || Math.Abs((double)after) > Shape.MaxElements)
                throw FastAIException.BadInput($"it pads axis {axis} by {before} and {after}");
            tables[axis] = Positions((int)before, (int)after, x.Layout[axis], mode);
        }
        var layout = x.Layout.WithExtents([.. tables.Select(table => table.Length)]);
        int[] map = IndexMaps.Outer(tables, x.Layout.Strides());
        if (Array.IndexOf(map, -1) < 0)
        {
            call.Return(call.Emit.Map(x, layout, map));
            return;
        }
        for (int i = 0; i < map.Length; i++)
            if (map[i] < 0)
                map[i] = x.Layout.Count;
        call.Return(call.Emit.Map([x, Value(call, x.Kind)], layout, map));
    }

    private static Constant Value(OperatorCall call, ElementKind kind)
    {
        if (call.Opset < 11)
            return Constants.Scalar(call.Real("value"));
        if (call.OptionalConstant(2, "constant_value") is { } value)
            return value.Layout.Count == 1 ? value : throw FastAIException.BadInput("its padding value is not a scalar");
        return kind == ElementKind.Real ? Constants.Scalar(0) : new IntegerConstant(new Layout([]), kind, [0]);
    }

    // Negative pads crop.
    private static int[] Positions(int before, int after, int extent, string mode)
    {
        long length = (long)before + extent + after;
        if (length is < 0 or > Shape.MaxElements)
            throw FastAIException.BadInput($"its pads make an extent of {length}");
        var positions = new int[length];
        for (int i = 0; i < positions.Length; i++)
        {
            int at = i - before;
            bool inside = at >= 0 && at < extent;
            positions[i] = inside
                ? at
                : mode switch
                {
                    "constant" => -1,
                    "edge" when extent > 0 => Math.Clamp(at, 0, extent - 1),
                    "wrap" when extent > 0 => (at % extent + extent) % extent,
                    "reflect" when extent > 0 => Reflected(at, extent),
                    "constant" or "edge" or "wrap" or "reflect" => throw FastAIException.BadInput("it pads an empty tensor"),
                    _ => throw FastAIException.BadInput($"its mode '{mode}' is not one of constant, reflect, edge, wrap"),
                };
        }
        return positions;
    }

    private static int Reflected(int at, int extent)
    {
        int position = at < 0 ? -at : 2 * (extent - 1) - at;
        return position >= 0 && position < extent
            ? position
            : throw FastAIException.BadInput($"it reflects farther than its extent of {extent}");
    }
}
