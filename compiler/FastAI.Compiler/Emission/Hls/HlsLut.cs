using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Functions of a few bits as a look-up in a literal.</summary>
internal sealed class HlsLut : HlsWordRenderer<LutWord>
{
    protected override string Expression(LutWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        string.Create(CultureInfo.InvariantCulture, $"(0x{word.Table:X}ULL >> ({HlsJoin.Bits(operands, "to_uint")})) & 1");
}
