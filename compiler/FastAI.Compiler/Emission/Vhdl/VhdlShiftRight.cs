using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Dropped low bits. Beyond all bits but the sign nothing changes, so that a slice is never empty.</summary>
internal sealed class VhdlShiftRight : VhdlWordRenderer<ShiftRightWord>
{
    protected override string Expression(ShiftRightWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        VhdlOperand input = operands[0];
        int width = Math.Max(input.SignedWidth, 2),
            bits = Math.Min(word.Bits, width - 1);
        return input.IsInteger
            ? VhdlOperand.FromInteger(
                string.Create(CultureInfo.InvariantCulture, $"floor_shift({input.AsInteger()}, {width}, {bits})"),
                type
            )
            : VhdlOperand.FromVector(
                string.Create(CultureInfo.InvariantCulture, $"floor_shift({input.AsVector(width)}, {bits})"),
                width - bits,
                type
            );
    }
}
