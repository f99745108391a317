using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Appended zeros; <c>&lt;&lt;</c> keeps the width of its left operand, which therefore has the result's first.</summary>
internal sealed class HlsShiftLeft : HlsWordRenderer<ShiftLeftWord>
{
    protected override string Expression(ShiftLeftWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        string.Create(CultureInfo.InvariantCulture, $"{operands[0].As(type)} << {word.Bits}");
}
