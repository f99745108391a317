using System.Globalization;
using FastAI.Model;

namespace FastAI.Runtime.Streaming;

/// <summary>When the records of a replay come: as recorded, as fast as the firmware takes them, or at a stated rate.</summary>
public sealed record ReplayRate
{
    private ReplayRate(string name, double mhz) => (Name, Mhz) = (name, mhz);

    /// <summary>By the recorder's clock.</summary>
    public static ReplayRate Recorded { get; } = new("recorded", 0);

    /// <summary>Each event when its instance is free.</summary>
    public static ReplayRate Max { get; } = new("max", double.PositiveInfinity);

    public string Name { get; }

    /// <summary>Records per microsecond, where they are stated.</summary>
    public double Mhz { get; }

    public bool IsStated => Mhz > 0 && double.IsFinite(Mhz);

    /// <param name="text"><c>recorded</c>, <c>max</c>, or a number of MHz.</param>
    /// <exception cref="FastAIException">It is none of them.</exception>
    public static ReplayRate Parse(string text) =>
        text switch
        {
            "recorded" => Recorded,
            "max" => Max,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double mhz) && mhz > 0 && double.IsFinite(mhz)
                ? new ReplayRate(text, mhz)
                : throw new FastAIException(ExitCode.Usage, $"rate '{text}' is neither 'recorded', 'max' nor a number of MHz"),
        };
}
