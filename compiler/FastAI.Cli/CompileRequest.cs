using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Streaming;

namespace FastAI.Cli;

/// <summary>All that one compilation depends on.</summary>
internal sealed record CompileRequest
{
    public required string ModelPath { get; init; }

    public required string OutputPath { get; init; }

    /// <summary>Name of the top entity; null for the model's own.</summary>
    public string? Name { get; init; }

    public string? CalibrationPath { get; init; }

    /// <summary>A precision file's path, or a format.</summary>
    public string? Precision { get; init; }

    public string? BudgetPath { get; init; }

    public required QuantizationOptions Quantization { get; init; }

    /// <summary>How the model runs on a stream; null for a design that takes whole events.</summary>
    public StreamOptions? Stream { get; init; }

    public required HardwareOptions Hardware { get; init; }

    public required EmissionOptions Emission { get; init; }
}
