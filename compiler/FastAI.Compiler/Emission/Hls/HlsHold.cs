using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>A word of the event, the same in all its phases.</summary>
internal sealed class HlsHold : HlsWordRenderer<HoldWord>
{
    protected override string Expression(HoldWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        operands[0].As(type);
}
