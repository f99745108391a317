namespace FastAI.Runtime.Budgets;

/// <summary>Where a figure comes from.</summary>
public enum BudgetSource
{
    /// <summary>The compiled design itself.</summary>
    Build,

    /// <summary>Float against fixed on data.</summary>
    Agreement,

    /// <summary>Float and fixed against true values.</summary>
    Truth,

    /// <summary>Float against fixed on both sides of a cut, or between classes.</summary>
    Decision,

    /// <summary>Speed measured beside ONNX Runtime.</summary>
    Speed,

    /// <summary>A recording replayed through the design's timing.</summary>
    Replay,

    /// <summary>A recording that holds what the recorder's firmware computed.</summary>
    Recorded,
}
