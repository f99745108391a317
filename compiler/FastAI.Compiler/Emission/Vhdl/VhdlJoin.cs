using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Bits side by side.</summary>
internal sealed class VhdlJoin : VhdlWordRenderer<JoinWord>
{
    /// <summary>Bits as an aggregate of their concatenation, the last one the highest.</summary>
    public static string Bits(ReadOnlySpan<VhdlOperand> operands)
    {
        string text = operands[^1].AsBit();
        for (int k = operands.Length - 2; k >= 0; k--)
            text += " & " + operands[k].AsBit();
        return text;
    }

    protected override string Expression(JoinWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope) =>
        type.Kind == VhdlKind.Integer
            ? $"to_integer(unsigned'({Bits(operands)}))"
            : VhdlOperand.FromVector($"signed'('0' & {Bits(operands)})", operands.Length + 1, type);
}
