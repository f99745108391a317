using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Comparisons, of vectors at one common width.</summary>
internal sealed class VhdlCompare : VhdlWordRenderer<CompareWord>
{
    protected override string Expression(CompareWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        VhdlOperand left = operands[0],
            right = operands[1];
        string relation = word.Comparison == Comparison.Less ? "<" : "=";
        if (IsInteger(left) && IsInteger(right))
            return $"to_bit({left.AsInteger()} {relation} {right.AsInteger()})";
        int width = Math.Max(left.SignedWidth, right.SignedWidth);
        return $"to_bit({left.AsVector(width)} {relation} {right.AsVector(width)})";
    }

    private static bool IsInteger(VhdlOperand operand) => operand.Constant is null ? operand.IsInteger : VhdlType.IsInteger(operand.Range);
}
