namespace FastAI.Compiler.ConstantMatrix;

/// <summary>A pattern and the signed digits, at least 1, that a move to it saves in a row. At a
/// list's head, the slot is its length.</summary>
internal readonly record struct SlotGain(byte Slot, byte Gain);
