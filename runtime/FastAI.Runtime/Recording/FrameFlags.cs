namespace FastAI.Runtime.Recording;

/// <summary>What of an own frame's header has a meaning.</summary>
[Flags]
public enum FrameFlags : byte
{
    None = 0,

    /// <summary>Orbit and bunch crossing are those of the first sample.</summary>
    HasBc = 1,

    /// <summary>The time stamp counts the run's ticks.</summary>
    HasTime = 2,

    /// <summary>The samples follow those of the frame before in the same channels without a break.</summary>
    Continuous = 4,
}
