using System.Globalization;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Reporting;

/// <summary>How figures are written for people: culture-invariant, as many digits as mean something.</summary>
internal static class Numbers
{
    internal static string Short(double value) =>
        !double.IsFinite(value)
            ? value > 0
                ? "inf"
                : value < 0
                    ? "-inf"
                    : "nan"
            : Math.Abs(value) is >= 1e4 and < 1e9 || (value == Math.Floor(value) && Math.Abs(value) < 1e9)
                ? value.ToString("F0", CultureInfo.InvariantCulture)
                : value.ToString("G4", CultureInfo.InvariantCulture);

    internal static string Short(double? value) => value is { } known ? Short(known) : "-";

    internal static string Whole(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A share in per cent; exactly all and exactly none are told from nearly so.</summary>
    internal static string Percent(BinomialFraction fraction) =>
        fraction.Value is not { } value ? "-"
        : fraction.Hits == fraction.Trials ? "100 %"
        : fraction.Hits == 0 ? "0 %"
        : value is > 0.01 and < 0.99 ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.00} %")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(100 * value, 0.0001, 99.9999):0.00##} %");

    internal static string Interval(BinomialFraction fraction) =>
        string.Create(CultureInfo.InvariantCulture, $"[{100 * fraction.Low:0.00}, {100 * fraction.High:0.00}] %");

    /// <summary>What changed in decision trees, as a sentence without its full stop.</summary>
    internal static string Paths(TreePaths p) =>
        p.Changed == 0
            ? $"trees {p.Tensor}: every one of {Whole(p.Events)} events takes the float model's path through all {Whole(p.Trees)} trees"
            : $"trees {p.Tensor}: {Whole(p.Changed)} of {Whole(p.Events)} events change their path, in {Whole(p.ChangedTrees)} of {Whole(p.Events * p.Trees)} walks; first event {p.FirstEvent}";

    /// <summary>What is missing in an input, as a sentence without its full stop.</summary>
    internal static string Missing(InputAgreement i) =>
        $"{i.Name}: {Whole(i.Missing)} of {Whole(i.Values)} values missing, in {Whole(i.EventsWithMissing)} events";

    internal static string With(Estimate estimate)
    {
        // Adding zero takes the sign from a negative zero.
        string value = (Math.Round(estimate.Value, 5) + 0.0).ToString("0.00000", CultureInfo.InvariantCulture);
        return estimate.Error is { } error ? string.Create(CultureInfo.InvariantCulture, $"{value} +- {error:0.00000}") : value;
    }
}
