namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>A way of adding up a row.</summary>
/// <param name="Price">What a bit of a word is worth.</param>
/// <param name="PairFirst">Of an even number of words, whether the adder of two is the first, or the last.</param>
/// <param name="Noise">Random part of the costs that are compared.</param>
/// <param name="Salt">Start of the random sequence.</param>
/// <param name="Hold">What a bit of a word is worth for each level that it waits for the adder's other words.</param>
internal readonly record struct RowPlan(double Price, bool PairFirst, double Noise = 0, ulong Salt = 0, double Hold = 0);
