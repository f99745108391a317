using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Rows of products: the previous sum and none, one or two multiplicands, added or subtracted, in the result's type.</summary>
internal sealed class HlsProductRow : HlsWordRenderer<ProductRowWord>
{
    protected override string Expression(ProductRowWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables)
    {
        string previous = operands[0].As(type),
            x = operands[1].As(type),
            digit = operands[2].Own;
        string Scaled(int shift) => shift == 0 ? x : string.Create(CultureInfo.InvariantCulture, $"{type.Name}({x} << {shift})");
        string Sum(char sign, int shift) => $"{type.Name}({previous} {sign} {Scaled(shift)})";
        return $"{digit} == 0 || {digit} == 7 ? {previous} : {digit} == 1 || {digit} == 2 ? {Sum('+', word.Shift)} : {digit} == 3 ? {Sum('+', word.Shift + 1)} : "
            + $"{digit} == 4 ? {Sum('-', word.Shift + 1)} : {Sum('-', word.Shift)}";
    }
}
