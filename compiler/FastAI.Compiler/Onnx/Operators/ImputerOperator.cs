using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Puts another value in the place of one that stands for "missing"; NaN is the usual one, where an input can have it.</summary>
internal sealed class ImputerOperator()
    : Operator(
        "Imputer",
        OperatorAttribute.Reals("imputed_value_floats"),
        OperatorAttribute.Integers("imputed_value_int64s"),
        OperatorAttribute.Real("replaced_value_float", 0.0),
        OperatorAttribute.Integer("replaced_value_int64", 0)
    )
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks =>
        "NaN is replaced in inputs for which the precision file says 'missing'; the imputed value takes the input's format";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        bool integer = x.Kind == ElementKind.Integer;
        double replaced = integer ? call.Integer("replaced_value_int64") : call.RealOrNaN("replaced_value_float");
        double[] imputed = (
            integer ? call.Integers("imputed_value_int64s")?.Select(v => (double)v).ToArray() : call.Reals("imputed_value_floats")
        ) ?? throw FastAIException.BadInput("it states no imputed value");
        int features = x.Layout.Rank == 0 ? 1 : x.Layout[^1];
        if (imputed.Length != 1 && imputed.Length != features)
            throw FastAIException.BadInput($"its {imputed.Length} imputed values do not fit {x.Layout}");
        if (double.IsNaN(replaced))
        {
            call.Return(
                x is VariableTensor variable
                    ? call.Emit.Impute(
                        variable,
                        [.. Enumerable.Range(0, x.Layout.Count).Select(i => imputed[imputed.Length == 1 ? 0 : i % features])]
                    )
                    : x
            );
            return;
        }
        var missing = call.Emit.Binary(BinaryOperation.Equal, x, Constants.Scalar(replaced), "missing");
        call.Return(call.Emit.Select(missing, Constants.Vector([.. imputed]), x) with { Kind = x.Kind });
    }
}
