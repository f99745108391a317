using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Boolean operations on single bits.</summary>
internal sealed class HlsLogic : HlsWordRenderer<LogicWord>
{
    protected override string Expression(LogicWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables)
    {
        string operation = word.Operation switch
        {
            LogicOperation.And => "&",
            LogicOperation.Or => "|",
            _ => "^",
        };
        return $"{operands[0].Own} {operation} {operands[1].Own}";
    }
}
