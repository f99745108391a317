namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>Where an operand of an adder stands.</summary>
/// <param name="Start">First column.</param>
/// <param name="End">The column behind the last.</param>
/// <param name="Negate">Whether it is subtracted.</param>
/// <param name="Signed">Whether its top bit is a sign: of inputs only.</param>
internal readonly record struct AdderOperand(int Start, int End, bool Negate, bool Signed);
