using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Ones on the diagonal k of a matrix of its input's shape.</summary>
internal sealed class EyeLikeOperator() : Operator("EyeLike", OperatorAttribute.Integer("dtype", 0), OperatorAttribute.Integer("k", 0))
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        if (x.Layout.Rank != 2)
            throw FastAIException.BadInput($"its input {x.Layout} is no matrix");
        if (x.Layout.HasBatch)
            throw FastAIException.Unsupported("its matrix has a batch dimension, so that events would differ");
        long type = call.Integer("dtype"),
            diagonal = call.Integer("k");
        var kind = type == 0 ? x.Kind : TensorReader.KindOf(type);
        int columns = x.Layout[1];
        long[] ones = [.. Enumerable.Range(0, x.Layout.Count).Select(i => i % columns - i / columns == diagonal ? 1L : 0)];
        var integers = new IntegerConstant(x.Layout, kind, [.. ones]);
        call.Return(kind == ElementKind.Real ? new RealConstant(x.Layout, integers.Numbers(), null) : integers);
    }
}
