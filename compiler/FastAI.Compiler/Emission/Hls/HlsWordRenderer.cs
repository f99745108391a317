using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Writes the words of one kind as C++.</summary>
internal abstract class HlsWordRenderer
{
    /// <summary>The type of words that this renderer writes.</summary>
    public abstract Type WordType { get; }

    /// <summary>An expression whose value modulo 2^W, of the W bits of <paramref name="type"/>, is the word.</summary>
    public abstract string Expression(Word word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables);
}
