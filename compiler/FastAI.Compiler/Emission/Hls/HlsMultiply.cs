using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Products of two variables at the operands' widths.</summary>
internal sealed class HlsMultiply : HlsWordRenderer<MultiplyWord>
{
    protected override string Expression(MultiplyWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        $"{operands[0].Own} * {operands[1].Own}";
}
