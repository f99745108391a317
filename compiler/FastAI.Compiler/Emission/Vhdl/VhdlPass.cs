using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A word under another name, in the narrower representation that what is known of it allows.</summary>
internal sealed class VhdlPass : VhdlWordRenderer<PassWord>
{
    protected override string Expression(PassWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope) =>
        operands[0].As(type);
}
