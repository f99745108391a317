using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>
/// Sums of three operands and a constant as one expression, from which vendors' synthesis makes one adder where the device has such: on
/// integers when no intermediate leaves 32 bits, else modulo 2^w of the result's w bits.
/// </summary>
internal sealed class VhdlSum : VhdlWordRenderer<SumWord>
{
    protected override string Expression(SumWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        bool integers = type.Kind != VhdlKind.Vector && VhdlType.IsInteger(Interval.Of(word.Constant));
        Interval sum = Interval.Zero;
        for (int k = 0; k < 3; k++)
        {
            Interval range = operands[k].Range << word.Term(k).Shift;
            sum = word.Term(k).Negate ? sum - range : sum + range;
            integers &= operands[k].IsInteger && VhdlType.IsInteger(range) && VhdlType.IsInteger(sum);
        }
        integers &= VhdlType.IsInteger(sum + Interval.Of(word.Constant));
        int width = Math.Max(type.SignedWidth, 2);
        string text = "";
        for (int k = 0; k < 3; k++)
        {
            SumTerm term = word.Term(k);
            text +=
                k == 0
                    ? term.Negate
                        ? "-"
                        : ""
                    : term.Negate
                        ? " - "
                        : " + ";
            text += integers ? Scaled(operands[k], term.Shift) : Shifted(operands[k], term.Shift, width);
        }
        if (word.Constant != 0)
            text += " + " + (integers ? VhdlOperand.IntegerLiteral(word.Constant) : VhdlOperand.Literal(word.Constant).AsVector(width));
        return integers ? VhdlOperand.FromInteger(text, type) : VhdlOperand.FromVector(text, width, type);
    }

    private static string Scaled(VhdlOperand operand, int shift) =>
        shift == 0 ? operand.AsInteger() : string.Create(CultureInfo.InvariantCulture, $"{operand.AsInteger()} * 2**{shift}");

    private static string Shifted(VhdlOperand operand, int shift, int width) =>
        shift == 0
            ? operand.AsVector(width)
            : string.Create(CultureInfo.InvariantCulture, $"shift_left({operand.AsVector(width)}, {shift})");
}
