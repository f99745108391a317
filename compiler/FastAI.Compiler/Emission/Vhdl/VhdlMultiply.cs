using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Products of two variables, at the operands' widths, so that a synthesiser sees the multiplier it needs.</summary>
internal sealed class VhdlMultiply : VhdlWordRenderer<MultiplyWord>
{
    protected override string Expression(MultiplyWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        VhdlOperand left = operands[0],
            right = operands[1];
        int a = Math.Max(left.SignedWidth, 2),
            b = Math.Max(right.SignedWidth, 2);
        // a + b <= 32: to_integer of the product fits
        if (
            left.IsInteger
            && right.IsInteger
            && type.Kind != VhdlKind.Vector
            && a + b <= 32
            && VhdlType.IsInteger(left.Range * right.Range)
        )
            return VhdlOperand.FromInteger(
                string.Create(CultureInfo.InvariantCulture, $"multiply({left.AsInteger()}, {a}, {right.AsInteger()}, {b})"),
                type
            );
        return VhdlOperand.FromVector($"{left.AsVector(a)} * {right.AsVector(b)}", a + b, type);
    }
}
