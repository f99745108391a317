using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Functions of a few bits.</summary>
internal sealed class VhdlLut : VhdlWordRenderer<LutWord>
{
    protected override string Expression(LutWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        var names = new string[operands.Length];
        for (int k = 0; k < names.Length; k++)
            names[k] = operands[k].AsBit();
        return BooleanForm.Write(word.Table, names, VhdlBoolean.Instance);
    }
}
