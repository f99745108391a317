namespace FastAI.Emulation.Planning;

/// <summary>The place of one element of a tile.</summary>
internal readonly record struct Row(int Slot, RowKind Kind)
{
    /// <summary>Which of the elements that share its slot.</summary>
    public int Part =>
        Kind switch
        {
            RowKind.High16 or RowKind.Byte1 => 1,
            RowKind.Byte2 => 2,
            RowKind.Byte3 => 3,
            _ => 0,
        };
}
