namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// One adder or subtractor: <c>(left &lt;&lt; LeftShift) + (right &lt;&lt; RightShift)</c>, or minus when
/// <see cref="Subtract"/>. The smaller shift is 0.
/// </summary>
/// <param name="Left">Index of the left operand: an input, or an earlier node.</param>
/// <param name="LeftShift">Bits by which the left operand is moved up.</param>
/// <param name="Right">Index of the right operand.</param>
/// <param name="RightShift">Bits by which the right operand is moved up.</param>
/// <param name="Subtract">Whether the right operand is subtracted.</param>
public readonly record struct ShiftAddNode(int Left, int LeftShift, int Right, int RightShift, bool Subtract);
