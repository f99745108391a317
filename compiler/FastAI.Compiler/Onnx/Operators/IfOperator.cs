using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// A choice between two graphs. Where the condition is known from the model and its shapes, <see cref="BranchSelection"/> has put the
/// branch in the node's place; what is left cannot be decided before there is an event.
/// </summary>
internal sealed class IfOperator() : Operator("If", OperatorAttribute.Graph("then_branch"), OperatorAttribute.Graph("else_branch"))
{
    public override string Remarks => "condition known from the model and its shapes";

    public override void Import(OperatorCall call) =>
        throw FastAIException.Unsupported(
            "not supported: control flow depends on the event; export the branch that inference takes, or compute both and choose with Where"
        );
}
