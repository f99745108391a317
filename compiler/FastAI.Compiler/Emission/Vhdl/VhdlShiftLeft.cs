using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Appended zeros.</summary>
internal sealed class VhdlShiftLeft : VhdlWordRenderer<ShiftLeftWord>
{
    protected override string Expression(ShiftLeftWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        VhdlOperand input = operands[0];
        if (type.Kind != VhdlKind.Vector && input.IsInteger && VhdlType.IsInteger(input.Range << word.Bits))
            return VhdlOperand.FromInteger(string.Create(CultureInfo.InvariantCulture, $"{input.AsInteger()} * 2**{word.Bits}"), type);
        int width = Math.Max(type.SignedWidth, 2);
        return VhdlOperand.FromVector(
            string.Create(CultureInfo.InvariantCulture, $"shift_left({input.AsVector(width)}, {word.Bits})"),
            width,
            type
        );
    }
}
