using System.Globalization;
using FastAI.Model;

namespace FastAI.Compiler.Scheduling;

/// <summary>The longest time that a result may take: nanoseconds, or clock cycles.</summary>
public sealed record LatencyBudget
{
    private LatencyBudget(double? nanoseconds, int? cycles) => (Nanoseconds, Cycles) = (nanoseconds, cycles);

    /// <summary>The limit as a time; null when it is a number of cycles.</summary>
    public double? Nanoseconds { get; }

    /// <summary>The limit as a number of cycles; null when it is a time.</summary>
    public int? Cycles { get; }

    public static LatencyBudget OfNanoseconds(double nanoseconds) =>
        double.IsFinite(nanoseconds) && nanoseconds > 0
            ? new(nanoseconds, null)
            : throw new FastAIException(
                ExitCode.Usage,
                string.Create(CultureInfo.InvariantCulture, $"a latency budget of {nanoseconds} ns is no time above zero")
            );

    public static LatencyBudget OfCycles(int cycles) =>
        cycles >= 1
            ? new(null, cycles)
            : throw new FastAIException(ExitCode.Usage, $"a latency budget of {cycles} cycles leaves no stage for logic: 1 is the least");

    /// <summary>Reads <c>25</c> or <c>25ns</c> as nanoseconds and <c>5c</c> as cycles.</summary>
    /// <exception cref="FastAIException">It is neither.</exception>
    public static LatencyBudget Parse(string text)
    {
        if (text.EndsWith('c') && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out int cycles))
            return OfCycles(cycles);
        ReadOnlySpan<char> number = text.EndsWith("ns", StringComparison.Ordinal) ? text.AsSpan(..^2) : text;
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double nanoseconds))
            return OfNanoseconds(nanoseconds);
        throw new FastAIException(
            ExitCode.Usage,
            $"a latency budget of '{text}' is not understood: write nanoseconds (25 or 25ns) or cycles (5c)"
        );
    }

    /// <summary>Whether so many stages at a clock stay within the limit.</summary>
    public bool Allows(int stages, double clockMHz) => Cycles is { } cycles ? stages <= cycles : stages * 1000.0 / clockMHz <= Nanoseconds;

    public override string ToString() =>
        Cycles is { } cycles
            ? string.Create(CultureInfo.InvariantCulture, $"{cycles}c")
            : string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds}ns");
}
