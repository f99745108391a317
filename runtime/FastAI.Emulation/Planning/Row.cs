namespace FastAI.Emulation.Planning;

/// <summary>The place of one element of a tile.</summary>
internal readonly record struct Row(int Slot, RowKind Kind);
