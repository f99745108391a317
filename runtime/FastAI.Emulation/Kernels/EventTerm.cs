using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>A term of <see cref="EventProducts{S, V, W}"/>: an operand times a scale, or two operands and the scale.</summary>
/// <param name="Left">The operand that is scaled.</param>
/// <param name="Right">The other, if any.</param>
/// <param name="Scale">A power of two or minus one; the scaled operand fits 16 bits where there are two.</param>
internal readonly record struct EventTerm(EventTensor Left, EventTensor? Right, int Scale)
{
    /// <summary>Terms whose operands are given in their order.</summary>
    public static EventTerm[] Of(ElementTerm[] terms, EventTensor[] operands)
    {
        int next = 0;
        return Array.ConvertAll(terms, term => new EventTerm(operands[next++], term.Right is null ? null : operands[next++], term.Scale));
    }
}
