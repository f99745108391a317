namespace FastAI.Emulation;

/// <summary>What the lanes of a vector hold. Results are the same.</summary>
public enum LaneUse
{
    /// <summary>The same element of many events. Any graph.</summary>
    Events,

    /// <summary>Many elements of one event, for one event and many: fastest where the graph's operations of 8 and 16 bits allow
    /// it and the machine has AVX-VNNI.</summary>
    Elements,
}
