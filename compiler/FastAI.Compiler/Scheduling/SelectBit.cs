namespace FastAI.Compiler.Scheduling;

/// <summary>A bit that a choice chooses by.</summary>
/// <param name="Word">A word.</param>
/// <param name="Bit">Which bit of it; -1 for a word inside [0, 1] as a whole.</param>
public readonly record struct SelectBit(int Word, int Bit)
{
    /// <summary>A word inside [0, 1].</summary>
    public static SelectBit Of(int condition) => new(condition, -1);
}
