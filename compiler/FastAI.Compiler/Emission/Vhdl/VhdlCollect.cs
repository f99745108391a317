using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>The register that holds a word's value of one phase.</summary>
internal sealed class VhdlCollect : VhdlWordRenderer<CollectWord>
{
    protected override string Expression(CollectWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope) =>
        operands[0].As(type);
}
