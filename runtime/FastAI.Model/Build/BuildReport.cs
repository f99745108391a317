using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastAI.Model.Build;

/// <summary>The content of <c>report.json</c>: what was built, what it costs and what is proved of it. Members that a reader
/// does not know are passed over.</summary>
public sealed record BuildReport
{
    public const string Parallel = "parallel";
    public const string Streaming = "stream";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Name of the top entity.</summary>
    public required string Entity { get; init; }

    /// <summary>Clock cycles from the edge that takes the last needed input to the edge that presents the result.</summary>
    public required int LatencyCycles { get; init; }

    /// <summary>The same at <see cref="ClockMhz"/>, in nanoseconds.</summary>
    public double LatencyNs => Math.Round(LatencyCycles * 1000.0 / ClockMhz, 3);

    /// <summary>The least number of clock cycles between two events.</summary>
    public required int InitiationInterval { get; init; }

    public required double ClockMhz { get; init; }

    /// <summary>Device family whose delay model placed the registers.</summary>
    public string Device { get; init; } = "";

    /// <summary>What binds the clock; null where the design was not scheduled by a delay model.</summary>
    public BuildPath? LongestPath { get; init; }

    /// <summary>Why this design and not another that was made too; null when none was.</summary>
    public string? Choice { get; init; }

    /// <summary>Slower designs within the latency budget, fastest first; empty where a clock was asked for.</summary>
    public ImmutableArray<BuildTrade> Slower { get; init; } = [];

    /// <summary><see cref="Parallel"/>: a whole event enters with each clock; <see cref="Streaming"/>: the newest column of each
    /// input with each tick of a channel.</summary>
    public string Mode { get; init; } = Parallel;

    /// <summary>Channels that share one instance.</summary>
    public int Interleave { get; init; } = 1;

    /// <summary>Ticks after a channel's start before its first result.</summary>
    public int WarmUpTicks { get; init; }

    /// <summary>Samples of one channel; null where whole events enter.</summary>
    public double? SampleRateMhz { get; init; }

    /// <summary>Loops through a channel's state.</summary>
    public ImmutableArray<BuildLoop> Loops { get; init; } = [];

    /// <summary>Bits that the design keeps from one tick to the next, for all its channels.</summary>
    public long StateBits { get; init; }

    public ImmutableArray<BuildPort> Inputs { get; init; } = [];

    public ImmutableArray<BuildPort> Outputs { get; init; } = [];

    /// <summary>Every tensor of the float model, in its order.</summary>
    public ImmutableArray<BuildTensor> Tensors { get; init; } = [];

    /// <summary>Estimated resources of the whole design.</summary>
    public required BuildResources Resources { get; init; }

    public ImmutableArray<BuildLayer> Layers { get; init; } = [];

    /// <summary>Every node with look-up tables, and every one whose tables the precision file speaks of.</summary>
    public ImmutableArray<BuildTable> Tables { get; init; } = [];

    /// <summary>Of every constant matrix whether several cycles of an event share its hardware, and why; empty where a new event enters
    /// every cycle.</summary>
    public ImmutableArray<BuildReuse> Reuse { get; init; } = [];

    public ImmutableArray<BuildBound> ErrorBound { get; init; } = [];

    /// <summary>Every ensemble of decision trees.</summary>
    public ImmutableArray<BuildTrees> Trees { get; init; } = [];

    /// <summary>Events that formats were chosen from; 0 without calibration data.</summary>
    public int CalibrationEvents { get; init; }

    /// <summary>Those of which some value is missing.</summary>
    public int CalibrationEventsWithMissing { get; init; }

    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The content of <c>report.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

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
