using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Sum and Mean of any number of tensors.</summary>
internal sealed class AccumulateOperator(string name) : Operator(name)
{
    public override void Import(OperatorCall call)
    {
        bool mean = Name == "Mean";
        var result = call.Input(0);
        for (int i = 1; i < call.InputCount; i++)
        {
            string part = i == call.InputCount - 1 && !mean ? "" : $"sum{i}";
            var next = call.Input(i);
            result =
                next is Constant constant ? call.Emit.Affine(result, null, constant, part)
                : result is Constant first ? call.Emit.Affine(next, null, first, part)
                : call.Emit.Binary(BinaryOperation.Add, result, next, part);
        }
        call.Return(mean && call.InputCount > 1 ? call.Emit.Scale(result, 1.0 / call.InputCount, 0) : result);
    }
}
