using System.Collections.Immutable;
using System.Globalization;
using FastAI.Model.Build;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>What binds the clock, which choices were made between forms of the hardware, and what the others would have cost.</summary>
internal static class HardwareSection
{
    /// <summary>The section; null where no choice was made and no path is known.</summary>
    internal static PageSection? Of(BuildReport build)
    {
        ImmutableArray<string> texts = [.. Texts(build)];
        ImmutableArray<PageTable> tables = [.. Tables(build)];
        return texts.IsEmpty && tables.IsEmpty ? null : new("Hardware") { Texts = texts, Tables = tables };
    }

    private static IEnumerable<string> Texts(BuildReport build)
    {
        if (build.LongestPath is { } path)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Longest path between registers: {path.Nanoseconds:0.###} ns in stage {path.Stage}, {path.LayerNanoseconds:0.###} ns of it in {path.Layer}."
            );
        if (build.Choice is { } choice)
            yield return $"Chosen: {choice}.";
    }

    private static IEnumerable<PageTable> Tables(BuildReport build)
    {
        if (!build.Slower.IsEmpty)
            yield return new(
                ["slower within the budget", "cycles", "clock/MHz", "LUT", "FF"],
                [
                    .. build.Slower.Select(s => new PageRow([
                        string.Create(CultureInfo.InvariantCulture, $"{s.LatencyNs:0.##} ns"),
                        Numbers.Whole(s.LatencyCycles),
                        s.ClockMhz.ToString("0.###", CultureInfo.InvariantCulture),
                        Numbers.Whole(s.Lut),
                        Numbers.Whole(s.Ff),
                    ])),
                ]
            );
        if (!build.Loops.IsEmpty)
            yield return new(
                ["loop through state", "cycles", "cycles to spare"],
                [.. build.Loops.Select(l => new PageRow([l.Name, Numbers.Whole(l.Cycles), Numbers.Whole(l.Slack)]))]
            );
        if (!build.Tables.IsEmpty)
            yield return new(
                ["look-up tables of", "memory asked for", "look-ups", "in memory blocks"],
                [.. build.Tables.Select(t => new PageRow([t.Node, t.Memory, Numbers.Whole(t.Lookups), Numbers.Whole(t.InBlocks)]))]
            );
        if (!build.Reuse.IsEmpty)
            yield return new(
                ["matrix of", "form", "LUT parallel", "LUT shared", "DSP shared", "why"],
                [
                    .. build.Reuse.Select(r => new PageRow([
                        r.Layer,
                        r.Form,
                        Numbers.Whole(r.ParallelLut),
                        Numbers.Whole(r.SharedLut),
                        Numbers.Whole(r.SharedDsp),
                        r.Reason,
                    ])),
                ]
            );
    }
}
