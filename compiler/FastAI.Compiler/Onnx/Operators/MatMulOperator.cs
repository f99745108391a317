using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class MatMulOperator() : Operator("MatMul")
{
    public override void Import(OperatorCall call)
    {
        Tensor left = call.Input(0),
            right = call.Input(1);
        if (left.Layout.Rank == 0 || right.Layout.Rank == 0)
            throw FastAIException.BadInput("it multiplies a scalar");
        bool row = left.Layout.Rank == 1,
            column = right.Layout.Rank == 1;
        if (row)
            left = call.Emit.Reshape(left, left.Layout.Inserted(0), "row");
        if (column)
            right = call.Emit.Reshape(right, right.Layout.Inserted(1), "column");
        string part = row || column ? "product" : "";
        var result =
            right is Constant matrix ? MatrixProduct.ByConstant(call.Emit, call.Graph, left, matrix, 1, null, part)
            : left is Constant first ? MatrixProduct.OfConstant(call.Emit, call.Graph, first, right, 1, part)
            : MatrixProduct.OfVariables(call.Emit, call.Graph, left, right, 1, part);
        var layout = result.Layout;
        if (column)
            layout = layout.Removed(layout.Rank - 1);
        if (row)
            layout = layout.Removed(layout.Rank - (column ? 1 : 2));
        call.Return(call.Emit.Reshape(result, layout));
    }
}
