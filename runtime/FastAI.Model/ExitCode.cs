namespace FastAI.Model;

/// <summary>What the command line returns to its caller.</summary>
public enum ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    Done = 0,

    /// <summary>The command line itself was wrong.</summary>
    Usage = 1,

    /// <summary>A model, recording or option file cannot be read or contradicts itself.</summary>
    BadInput = 2,

    /// <summary>A well-formed model asks for something that cannot be compiled.</summary>
    Unsupported = 3,

    /// <summary>Two things that had to be equal are not.</summary>
    Disagreement = 4,

    /// <summary>A figure misses its budget.</summary>
    BudgetMissed = 5,

    /// <summary>An outside tool or library is not installed.</summary>
    ToolMissing = 6,
}
