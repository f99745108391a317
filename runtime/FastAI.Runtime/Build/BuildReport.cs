using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FastAI.Model;

namespace FastAI.Runtime.Build;

/// <summary>What <c>report.json</c> says of a compiled model, as far as the runtime reads it; members that it does not know are passed over.</summary>
public sealed record BuildReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Name of the top entity.</summary>
    public required string Entity { get; init; }

    /// <summary>Clock cycles from the edge that takes the last needed input to the edge that presents the result.</summary>
    public required int LatencyCycles { get; init; }

    public required int InitiationInterval { get; init; }

    public required double ClockMhz { get; init; }

    public string Device { get; init; } = "";

    public int Interleave { get; init; } = 1;

    /// <summary>Every tensor of the float model, in its order.</summary>
    public ImmutableArray<BuildTensor> Tensors { get; init; } = [];

    /// <summary>Estimated resources of the whole design.</summary>
    public required BuildResources Resources { get; init; }

    public ImmutableArray<BuildLayer> Layers { get; init; } = [];

    public ImmutableArray<BuildBound> ErrorBound { get; init; } = [];

    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Latency in nanoseconds at the clock that the design was scheduled for.</summary>
    [JsonIgnore]
    public double LatencyNanoseconds => LatencyCycles * 1000.0 / ClockMhz;

    /// <param name="json">The content of <c>report.json</c>.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="FastAIException">It is damaged.</exception>
    public static BuildReport Parse(string json, string source)
    {
        try
        {
            var report = JsonSerializer.Deserialize<BuildReport>(json, Options) ?? throw new JsonException("it is empty");
            return report.ClockMhz > 0 ? report : throw new JsonException("clock_mhz is not positive");
        }
        catch (JsonException e)
        {
            throw FastAIException.BadInput($"{source}: is damaged: {e.Message}; compile again", e);
        }
    }
}
