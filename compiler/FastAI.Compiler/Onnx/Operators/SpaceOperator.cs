using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>DepthToSpace and SpaceToDepth of [N, C, H, W].</summary>
internal sealed class SpaceOperator(string name)
    : Operator(
        name,
        name == "DepthToSpace"
            ? [OperatorAttribute.Integer("blocksize"), OperatorAttribute.Text("mode", "DCR").Since(11)]
            : [OperatorAttribute.Integer("blocksize")]
    )
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        long size = call.Integer("blocksize");
        if (x.Layout.Rank != 4 || x.Layout.BatchAxis > 0 || size is < 1 or > 4096)
            throw FastAIException.BadInput($"blocks of {size} do not fit {x.Layout}");
        int b = (int)size,
            n = x.Layout[0],
            c = x.Layout[1],
            h = x.Layout[2],
            w = x.Layout[3];
        Layout split;
        int[] order;
        int[] result;
        if (Name == "SpaceToDepth")
        {
            if (h % b != 0 || w % b != 0)
                throw FastAIException.BadInput($"blocks of {b} do not fit {x.Layout}");
            (split, order, result) = (x.Layout.Reshaped([n, c, h / b, b, w / b, b], 0), [0, 3, 5, 1, 2, 4], [n, c * b * b, h / b, w / b]);
        }
        else
        {
            if (c % (b * b) != 0)
                throw FastAIException.BadInput($"blocks of {b} do not fit {x.Layout}");
            bool depthFirst =
                call.Opset < 11
                || call.Text("mode") switch
                {
                    "DCR" => true,
                    "CRD" => false,
                    var other => throw FastAIException.BadInput($"its mode is '{other}'"),
                };
            (split, order) = depthFirst
                ? (x.Layout.Reshaped([n, b, b, c / (b * b), h, w], 0), new[] { 0, 3, 4, 1, 5, 2 })
                : (x.Layout.Reshaped([n, c / (b * b), b, b, h, w], 0), [0, 1, 4, 2, 5, 3]);
            result = [n, c / (b * b), h * b, w * b];
        }
        int[] strides = split.Strides();
        int[] map = IndexMaps.Outer(IndexMaps.Identity(split.Transposed(order)), order.Select(axis => strides[axis]).ToArray());
        call.Return(call.Emit.Map(x, x.Layout.WithExtents([.. result]), map));
    }
}
