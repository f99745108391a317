using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Choices, of two values in the result's type.</summary>
internal sealed class HlsMux : HlsWordRenderer<MuxWord>
{
    protected override string Expression(MuxWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        $"{operands[0].Own} != 0 ? {operands[1].As(type)} : {operands[2].As(type)}";
}
