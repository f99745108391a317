namespace FastAI.Runtime.Recording;

/// <summary>What becomes of a damaged recording.</summary>
public enum OnError
{
    /// <summary>The first damage ends the reading as bad input.</summary>
    Stop,

    /// <summary>Damaged records are left out and counted.</summary>
    Skip,
}
