using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Dropped low bits. A shift by all bits of an unsigned word never occurs: that is the constant 0.</summary>
internal sealed class HlsShiftRight : HlsWordRenderer<ShiftRightWord>
{
    protected override string Expression(ShiftRightWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables)
    {
        HlsOperand input = operands[0];
        HlsType source = new(true, input.Type.SignedWidth);
        string value = input.Type.Signed || word.Bits < input.Type.Width ? input.Own : input.As(source);
        return string.Create(CultureInfo.InvariantCulture, $"{value} >> {Math.Min(word.Bits, source.Width - 1)}");
    }
}
