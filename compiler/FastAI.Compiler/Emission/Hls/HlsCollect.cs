using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>What was kept of one phase.</summary>
internal sealed class HlsCollect : HlsWordRenderer<CollectWord>
{
    protected override string Expression(CollectWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        operands[0].As(type);
}
