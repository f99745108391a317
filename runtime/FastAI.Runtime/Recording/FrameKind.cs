namespace FastAI.Runtime.Recording;

/// <summary>What an own frame holds.</summary>
public enum FrameKind : byte
{
    /// <summary>The run: number, clock, channel map.</summary>
    Run = 1,

    /// <summary>Samples.</summary>
    Data = 2,

    /// <summary>The end of a run and how many data frames it has.</summary>
    End = 3,
}
