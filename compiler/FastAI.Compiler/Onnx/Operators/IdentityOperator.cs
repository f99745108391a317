using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Identity, and Dropout as it is when a model is used and not trained.</summary>
internal sealed class IdentityOperator(string name, params OperatorAttribute[] attributes) : Operator(name, attributes)
{
    public override string Remarks => Name == "Dropout" ? "as inference: nothing is dropped" : "";

    public override void Import(OperatorCall call)
    {
        if (call.OptionalIntegers(2, "training_mode") is { } training && training.Known().Contains(1))
            throw FastAIException.Unsupported("it is in training mode; export the model for inference");
        call.Return(call.Input(0));
        if (call.Wants(1))
        {
            var layout = call.Input(0).Layout;
            call.Return(new IntegerConstant(layout, ElementKind.Boolean, [.. Enumerable.Repeat(1L, layout.Count)]), 1);
        }
    }
}
