namespace FastAI.Emulation.Trees;

/// <summary>One node of a small tree as <see cref="TreeSelect32{S, V, W}"/> computes it.</summary>
/// <param name="Element">First vector of the element that it tests.</param>
/// <param name="Threshold">The greatest mantissa that passes.</param>
/// <param name="WhenTrue">First vector of a later node of the tree, or the complement of a leaf's first value.</param>
/// <param name="WhenFalse">The same, when the test fails.</param>
internal readonly record struct TreeStep(int Element, int Threshold, int WhenTrue, int WhenFalse);
