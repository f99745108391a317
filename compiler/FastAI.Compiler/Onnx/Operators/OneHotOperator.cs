using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Along a new axis the value "on" where the index stands, "off" elsewhere; an index from -depth to -1 counts from the end. An index that
/// is outside gives "off" alone.
/// </summary>
internal sealed class OneHotOperator() : Operator("OneHot", OperatorAttribute.Integer("axis", -1))
{
    public override string Remarks => "constant depth and values; indices are integers";

    public override void Import(OperatorCall call)
    {
        var indices = call.Input(0);
        var depths = call.Constant(1, "depth").Numbers();
        var values = call.Constant(2, "values");
        if (depths.Length != 1 || !(depths[0] >= 1) || depths[0] > Shape.MaxElements || depths[0] != Math.Floor(depths[0]))
            throw FastAIException.BadInput("its depth is not one positive integer");
        if (values.Layout.Count != 2)
            throw FastAIException.BadInput($"its values {values.Layout} are not the two for off and on");
        int depth = (int)depths[0],
            axis = indices.Layout.Axis(call.Integer("axis"), extra: 1);
        var layout = indices.Layout.Inserted(axis);
        var beside = new int[layout.Rank - axis];
        Array.Fill(beside, 1);
        beside[0] = depth;
        var along = new Layout([.. beside]);
        var index = call.Emit.Reshape(indices, layout, "index");
        var first = Enumerable.Range(0, depth);
        var places = call.Emit.Binary(BinaryOperation.Equal, index, Numbers(first, along), "place");
        var fromEnd = call.Emit.Binary(BinaryOperation.Equal, index, Numbers(first.Select(i => i - depth), along), "fromEnd");
        var hot = call.Emit.Binary(BinaryOperation.Maximum, places, fromEnd, "hot");
        var (off, on) = (values.Numbers()[0], values.Numbers()[1]);
        call.Return(call.Emit.Scale(hot, on - off, off) with { Kind = values.Kind });
    }

    private static IntegerConstant Numbers(IEnumerable<int> numbers, Layout layout) =>
        new(layout, ElementKind.Integer, [.. numbers.Select(i => (long)i)]);
}
