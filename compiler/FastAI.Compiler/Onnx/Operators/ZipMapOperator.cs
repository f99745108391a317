namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Maps of labels do not exist in firmware: the map's values stay the tensor that they are.</summary>
internal sealed class ZipMapOperator()
    : Operator("ZipMap", OperatorAttribute.Integers("classlabels_int64s"), OperatorAttribute.Texts("classlabels_strings"))
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks => "the map becomes the tensor of its values, in the order of the labels";

    public override void Import(OperatorCall call) => call.Return(call.Input(0));
}
