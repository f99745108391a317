namespace FastAI.Compiler.Lowering;

/// <summary>An exception of the comparisons of a word.</summary>
/// <param name="Bit">1 where it holds.</param>
/// <param name="Passes">Whether it passes, else it fails, whatever the word is.</param>
internal readonly record struct TestExcept(int Bit, bool Passes);
