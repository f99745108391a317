namespace FastAI.Compiler.Emission;

/// <summary>What is written and how.</summary>
public sealed record EmissionOptions
{
    /// <summary>The languages.</summary>
    public EmissionTargets Targets { get; init; } = EmissionTargets.Vhdl | EmissionTargets.Hls;

    /// <summary>A folder whose files stand for the built-in templates of the same relative path;
    /// null for the built-in ones alone.</summary>
    public string? TemplatesFolder { get; init; }

    /// <summary>Device of the AMD scripts.</summary>
    public string VivadoPart { get; init; } = "xcvu13p-flga2577-2-e";

    /// <summary>Device of the Intel scripts.</summary>
    public string QuartusDevice { get; init; } = "AGFB014R24B2E2V";

    /// <summary>Family of the Intel scripts.</summary>
    public string QuartusFamily { get; init; } = "Agilex 7";
}
