using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>What the register takes that holds a word for all phases of an event.</summary>
internal sealed class VhdlHold : VhdlWordRenderer<HoldWord>
{
    protected override string Expression(HoldWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope) =>
        operands[0].As(type);
}
