using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Resize and its predecessor Upsample, by repeating the nearest element. Coordinates are computed in single precision as ONNX Runtime
/// does, so that ties fall alike.
/// </summary>
internal sealed class ResizeOperator(string name)
    : Operator(
        name,
        name == "Upsample"
            ? [OperatorAttribute.Text("mode", "nearest")]
            :
            [
                OperatorAttribute.Text("mode", "nearest"),
                OperatorAttribute.Text("coordinate_transformation_mode", "half_pixel").Since(11),
                OperatorAttribute.Text("nearest_mode", "round_prefer_floor").Since(11),
                OperatorAttribute.Real("cubic_coeff_a", -0.75).Since(11),
                OperatorAttribute.Integer("exclude_outside", 0).Since(11),
                OperatorAttribute.Real("extrapolation_value", 0.0).Since(11),
                OperatorAttribute.Integers("axes").Since(18),
                OperatorAttribute.Integer("antialias", 0).Since(18),
                OperatorAttribute.Text("keep_aspect_ratio_policy", "stretch").Since(18),
            ]
    )
{
    public override int FirstOpset => Name == "Resize" ? 10 : 9;

    public override int LastOpset => Name == "Upsample" ? 9 : int.MaxValue;

    public override string Remarks => "mode nearest, constant sizes or scales";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        if (call.Text("mode") != "nearest")
            throw FastAIException.Unsupported($"its mode '{call.Text("mode")}' is not supported; use 'nearest' or a ConvTranspose");
        bool simple = call.Opset < 11;
        string coordinates = simple ? "asymmetric" : call.Text("coordinate_transformation_mode"),
            rounding = simple ? "" : call.Text("nearest_mode");
        if (call.Opset >= 18 && call.Text("keep_aspect_ratio_policy") != "stretch")
            throw FastAIException.Unsupported("keeping the aspect ratio is not supported; give the sizes");
        int rank = x.Layout.Rank;
        long[] axes =
            call.Opset >= 18 && call.Integers("axes") is { } given ? given : [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        Axes.Chosen(x.Layout, axes);
        var scales = call.OptionalConstant(simple ? 1 : 2, "scales") is { Layout.Count: > 0 } s ? s.Numbers() : [];
        var sizes = !simple && call.OptionalIntegers(3, "sizes") is { Layout.Count: > 0 } known ? known : null;
        if (sizes is null == (scales.Length == 0) || (sizes?.Values.Length ?? scales.Length) != axes.Length)
            throw FastAIException.BadInput($"it needs either scales or sizes, one for each of {axes.Length} axes");
        int[][] tables = IndexMaps.Identity(x.Layout);
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = x.Layout.Axis(axes[i]),
                extent = x.Layout[axis];
            bool keeps =
                sizes is null ? scales[i] == 1
                : axis == x.Layout.BatchAxis ? sizes.BatchTerm(i) == extent || sizes.BatchTerm(i) == 0 && sizes.Values[i] == extent
                : sizes.Values[i] == extent && sizes.BatchTerm(i) == 0;
            if (keeps)
                continue;
            x.Layout.RequireNoBatch(axis, "resizes");
            float scale = sizes is null ? (float)scales[i] : (float)sizes.Known()[i] / extent;
            double size = sizes is null ? Math.Floor((float)(extent * scale)) : sizes.Values[i];
            if (extent == 0 || !(size >= 1 && size <= Shape.MaxElements))
                throw FastAIException.BadInput($"it makes an extent of {size} from {extent}");
            tables[axis] = [.. Enumerable.Range(0, (int)size).Select(o => Nearest(o, extent, (int)size, scale, coordinates, rounding))];
        }
        call.Return(
            call.Emit.Map(x, x.Layout.WithExtents([.. tables.Select(table => table.Length)]), IndexMaps.Outer(tables, x.Layout.Strides()))
        );
    }

    private static int Nearest(int position, int extent, int size, float scale, string coordinates, string rounding)
    {
        float at = coordinates switch
        {
            "asymmetric" => position / scale,
            "half_pixel" => (position + 0.5f) / scale - 0.5f,
            "pytorch_half_pixel" => size > 1 ? (position + 0.5f) / scale - 0.5f : 0,
            "tf_half_pixel_for_nn" => (position + 0.5f) / scale,
            "align_corners" => size == 1 ? 0 : (float)position * (extent - 1) / (size - 1),
            "half_pixel_symmetric" => extent / 2f * (1 - size / (scale * extent)) + (position + 0.5f) / scale - 0.5f,
            _ => throw FastAIException.Unsupported($"its coordinate_transformation_mode '{coordinates}' is not supported"),
        };
        float nearest = rounding switch
        {
            // Before operator set 11, ONNX Runtime rounds up when shrinking.
            "" => scale < 1 ? MathF.Ceiling(at) : MathF.Floor(at),
            "floor" => MathF.Floor(at),
            "ceil" => MathF.Ceiling(at),
            "round_prefer_floor" => MathF.Ceiling(at - 0.5f),
            "round_prefer_ceil" => MathF.Floor(at + 0.5f),
            _ => throw FastAIException.BadInput($"its nearest_mode is '{rounding}'"),
        };
        return (int)Math.Clamp(nearest, 0, extent - 1);
    }
}
