using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class NonZeroOperator() : Operator("NonZero")
{
    public override string Remarks => "of constants";

    public override void Import(OperatorCall call)
    {
        var x = call.Constant(0, "the tensor whose non-zero elements are counted");
        if (x.Layout.HasBatch)
            throw FastAI.Model.FastAIException.Unsupported("the number of its results depends on the batch size");
        var numbers = x.NumbersOrInfinities();
        int[] found = [.. Enumerable.Range(0, numbers.Length).Where(i => numbers[i] != 0)];
        int[] strides = x.Layout.Strides();
        var values = new long[x.Layout.Rank * found.Length];
        for (int axis = 0; axis < x.Layout.Rank; axis++)
        for (int i = 0; i < found.Length; i++)
            values[axis * found.Length + i] = found[i] / strides[axis] % x.Layout[axis];
        call.Return(new IntegerConstant(new Layout([x.Layout.Rank, found.Length]), ElementKind.Integer, [.. values]));
    }
}
