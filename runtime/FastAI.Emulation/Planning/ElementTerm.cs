namespace FastAI.Emulation.Planning;

/// <summary>A term of a sum of products of nodes.</summary>
/// <param name="Left">The operand that is scaled.</param>
/// <param name="Right">The other, if any.</param>
/// <param name="Scale">A power of two, negative where the term is subtracted.</param>
internal readonly record struct ElementTerm(int Left, int? Right, int Scale);
