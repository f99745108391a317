using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Boolean operations.</summary>
internal sealed class VhdlLogic : VhdlWordRenderer<LogicWord>
{
    protected override string Expression(LogicWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        VhdlOperand left = operands[0],
            right = operands[1];
        if (word.Operation == LogicOperation.Xor && right.Constant == 1)
            return $"not {left.AsBit()}";
        string operation = word.Operation switch
        {
            LogicOperation.And => "and",
            LogicOperation.Or => "or",
            _ => "xor",
        };
        return $"{left.AsBit()} {operation} {right.AsBit()}";
    }
}
