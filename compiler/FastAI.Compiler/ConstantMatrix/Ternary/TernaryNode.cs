using System.Collections.Immutable;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>The sum of two or three terms, one adder.</summary>
public sealed record TernaryNode(ImmutableArray<TernaryTerm> Terms);
