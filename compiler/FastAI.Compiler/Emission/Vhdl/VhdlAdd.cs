using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>
/// Sums and differences of shifted words: on integers when no intermediate leaves 32 bits, else modulo 2^w of the result's w bits, which
/// is exact because the result lies inside its proved interval. Words whose bits stand side by side are joined.
/// </summary>
internal sealed class VhdlAdd : VhdlWordRenderer<AddWord>
{
    protected override string Expression(AddWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        VhdlOperand left = operands[0],
            right = operands[1];
        if (word.IsDisjoint(scope.Words[word.Left], scope.Words[word.Right]))
        {
            int all = Math.Max(type.SignedWidth, 2);
            return VhdlOperand.FromVector($"{Shifted(left, word.LeftShift, all)} or {Shifted(right, word.RightShift, all)}", all, type);
        }
        string sign = word.Subtract ? "-" : "+";
        Interval a = left.Range << word.LeftShift,
            b = right.Range << word.RightShift;
        if (
            left.IsInteger
            && right.IsInteger
            && type.Kind != VhdlKind.Vector
            && VhdlType.IsInteger(a)
            && VhdlType.IsInteger(b)
            && VhdlType.IsInteger(word.Subtract ? a - b : a + b)
        )
        {
            string second = Scaled(right, word.RightShift);
            return VhdlOperand.FromInteger(
                left.Constant == 0 && word.Subtract ? $"-{second}" : $"{Scaled(left, word.LeftShift)} {sign} {second}",
                type
            );
        }
        int width = Math.Max(type.SignedWidth, 2);
        return VhdlOperand.FromVector(
            $"{Shifted(left, word.LeftShift, width)} {sign} {Shifted(right, word.RightShift, width)}",
            width,
            type
        );
    }

    private static string Scaled(VhdlOperand operand, int shift)
    {
        if (operand.Constant is { } c)
            return VhdlOperand.IntegerLiteral(c << shift);
        return shift == 0 ? operand.AsInteger() : string.Create(CultureInfo.InvariantCulture, $"{operand.AsInteger()} * 2**{shift}");
    }

    private static string Shifted(VhdlOperand operand, int shift, int width) =>
        shift == 0
            ? operand.AsVector(width)
            : string.Create(CultureInfo.InvariantCulture, $"shift_left({operand.AsVector(width)}, {shift})");
}
