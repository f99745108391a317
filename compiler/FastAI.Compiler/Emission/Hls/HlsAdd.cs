using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Sums and differences: operands in the result's type, so that a shift loses only bits that the result does not have.</summary>
internal sealed class HlsAdd : HlsWordRenderer<AddWord>
{
    protected override string Expression(AddWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables)
    {
        string right = Shifted(operands[1], word.RightShift, type);
        if (word.Subtract && operands[0].Constant == 0)
            return $"-{right}";
        return $"{Shifted(operands[0], word.LeftShift, type)} {(word.Subtract ? "-" : "+")} {right}";
    }

    private static string Shifted(HlsOperand operand, int shift, HlsType type) =>
        shift == 0 ? operand.As(type) : string.Create(CultureInfo.InvariantCulture, $"({operand.As(type)} << {shift})");
}
