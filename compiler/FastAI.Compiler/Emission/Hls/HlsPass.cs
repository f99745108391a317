using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>A word in the type that what is known of it allows.</summary>
internal sealed class HlsPass : HlsWordRenderer<PassWord>
{
    protected override string Expression(PassWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        operands[0].As(type);
}
