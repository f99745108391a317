namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// For a row with the coefficients (cu, cv): moving <see cref="Times"/> copies of a pattern out of them saves <see cref="Gain"/> digits.
/// As the head of a list, <see cref="Slot"/> is the list's length.
/// </summary>
/// <param name="Slot">The pattern's shift and sign, see <see cref="MoveTable"/>.</param>
/// <param name="Gain">Signed digits saved in the row, at least 1.</param>
/// <param name="Times">Coefficient that the pattern's node gets in the row.</param>
internal readonly record struct Move(ushort Slot, short Gain, long Times);
