using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Comparisons in one signed type that holds both operands.</summary>
internal sealed class HlsCompare : HlsWordRenderer<CompareWord>
{
    protected override string Expression(CompareWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables)
    {
        var common = new HlsType(true, Math.Max(operands[0].Type.SignedWidth, operands[1].Type.SignedWidth));
        return $"{operands[0].As(common)} {(word.Comparison == Comparison.Less ? "<" : "==")} {operands[1].As(common)}";
    }
}
