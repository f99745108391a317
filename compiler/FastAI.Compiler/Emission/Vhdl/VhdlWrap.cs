using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Low bits, read as signed or unsigned.</summary>
internal sealed class VhdlWrap : VhdlWordRenderer<WrapWord>
{
    /// <summary>With so many bits all intermediates of the support functions stay within 32 bits.</summary>
    private const int MaxIntegerBits = 29;

    protected override string Expression(WrapWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        VhdlOperand input = operands[0];
        int width = Math.Max(input.SignedWidth, word.Bits + 1);
        if (input.IsInteger && type.Kind != VhdlKind.Vector && word.Bits <= MaxIntegerBits)
        {
            string function = word.Signed ? "wrap_signed" : "wrap_unsigned";
            return VhdlOperand.FromInteger(
                string.Create(CultureInfo.InvariantCulture, $"{function}({input.AsInteger()}, {width}, {word.Bits})"),
                type
            );
        }
        string low = string.Create(CultureInfo.InvariantCulture, $"low_bits({input.AsVector(width)}, {word.Bits})");
        return word.Signed
            ? VhdlOperand.FromVector(low, word.Bits, type)
            : VhdlOperand.FromVector($"zero_extend({low})", word.Bits + 1, type);
    }
}
