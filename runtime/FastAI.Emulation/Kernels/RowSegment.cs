namespace FastAI.Emulation.Kernels;

/// <summary>What a <see cref="RowItem"/> reads of one tensor.</summary>
/// <param name="Base">Where the tensor begins in the tile.</param>
/// <param name="Stride">Bytes from event to event.</param>
/// <param name="Unit">The first of its offsets in the kernel's list.</param>
/// <param name="Units">How many times 32 bits it reads.</param>
internal readonly record struct RowSegment(int Base, int Stride, int Unit, int Units);
