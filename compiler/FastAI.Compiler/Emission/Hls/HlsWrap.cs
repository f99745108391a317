using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Low bits, read as signed or unsigned.</summary>
internal sealed class HlsWrap : HlsWordRenderer<WrapWord>
{
    protected override string Expression(WrapWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        operands[0].As(new HlsType(word.Signed, word.Bits));
}
