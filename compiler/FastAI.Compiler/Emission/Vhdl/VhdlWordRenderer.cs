using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Writes the words of one kind as VHDL.</summary>
internal abstract class VhdlWordRenderer
{
    /// <summary>The type of words that this renderer writes.</summary>
    public abstract Type WordType { get; }

    /// <summary>A statement that assigns the word to the variable <paramref name="target"/>.</summary>
    /// <param name="word">The word.</param>
    /// <param name="target">Name of its variable.</param>
    /// <param name="operands">Its operands in order.</param>
    /// <param name="scope">The design.</param>
    public abstract string Statement(Word word, string target, ReadOnlySpan<VhdlOperand> operands, VhdlScope scope);
}
