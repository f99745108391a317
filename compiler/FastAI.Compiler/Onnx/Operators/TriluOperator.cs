using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>The upper or lower triangle of each matrix, from the diagonal k on; zeros elsewhere.</summary>
internal sealed class TriluOperator() : Operator("Trilu", OperatorAttribute.Integer("upper", 1))
{
    public override int FirstOpset => 14;

    public override string Remarks => "constant diagonal";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        if (x.Layout.Rank < 2)
            throw FastAIException.BadInput($"its input {x.Layout} is no matrix");
        x.Layout.RequireNoBatch(x.Layout.Rank - 1, "cuts");
        x.Layout.RequireNoBatch(x.Layout.Rank - 2, "cuts");
        long diagonal = call.OptionalIntegers(1, "k") is { } k
            ? k.Layout.Count == 1
                ? k.Known()[0]
                : throw FastAIException.BadInput("its k is not a scalar")
            : 0;
        bool upper = call.Flag("upper");
        int columns = x.Layout[^1],
            rows = x.Layout[^2];
        int[] map = IndexMaps.Range(x.Layout.Count);
        for (int i = 0; i < map.Length; i++)
        {
            long above = i % columns - (long)(i / columns % rows);
            if (upper ? above < diagonal : above > diagonal)
                map[i] = x.Layout.Count;
        }
        Constant zero = x.Kind == ElementKind.Real ? Constants.Scalar(0) : new IntegerConstant(new Layout([]), x.Kind, [0]);
        call.Return(call.Emit.Map([x, zero], x.Layout, map));
    }
}
