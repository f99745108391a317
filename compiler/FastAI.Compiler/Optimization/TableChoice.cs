namespace FastAI.Compiler.Optimization;

/// <summary>Whether symmetric tables are folded, which takes fewer LUTs and more time.</summary>
public enum TableChoice
{
    /// <summary>Where the design takes no more cycles with it.</summary>
    Auto,

    /// <summary>Never.</summary>
    Whole,

    /// <summary>Wherever it saves LUTs.</summary>
    Folded,
}
