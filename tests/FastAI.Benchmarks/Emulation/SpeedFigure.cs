namespace FastAI.Benchmarks.Emulation;

/// <summary>What a <see cref="SpeedColumn"/> shows.</summary>
public enum SpeedFigure
{
    /// <summary>Millions of events a second.</summary>
    MegaEvents,

    /// <summary>Billions of multiply-adds a second.</summary>
    GigaMultiplyAdds,

    /// <summary>
    /// Share of the time that the multiply-adds take at the limit of their width, measured by the process that prints the table.
    /// </summary>
    ShareOfLimit,
}
