using System.Globalization;
using FastAI.Model.Build;

namespace FastAI.Cli;

/// <summary>The few lines on standard output that say what was built.</summary>
internal static class Summary
{
    public static void Print(BuildReport report, string folder)
    {
        string enters =
            report.Mode == BuildReport.Streaming
                ? $"a sample of {Channels(report)} every cycle"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"a new event every {report.InitiationInterval} {(report.InitiationInterval == 1 ? "cycle" : "cycles")}"
                );
        Line(
            $"{report.Entity}: {report.LatencyCycles} cycles = {report.LatencyNs} ns at {report.ClockMhz} MHz ({report.Device}), {enters}"
        );
        var r = report.Resources;
        Line($"  estimate   {r.Lut} LUT{(r.Srl > 0 ? $" ({r.Srl} as shift registers)" : "")}, {r.Ff} FF, {r.Dsp} DSP, {r.Bram} BRAM");
        if (report.Mode == BuildReport.Streaming)
            Line($"  time       first result after {report.WarmUpTicks} ticks; {report.StateBits} bits of state");
        foreach (var reuse in report.Reuse)
            Line($"  reuse      {reuse.Layer}: {reuse.Form}, {reuse.Reason}");
        foreach (var loop in report.Loops)
            Line($"  loop       {loop.Name}: closes in {loop.Cycles} of {report.Interleave} cycles");
        if (report.LongestPath is { } path)
            Line(
                $"  binds      stage {path.Stage}: {path.Nanoseconds} ns of logic, {path.LayerNanoseconds} ns of them in layer '{path.Layer}'"
            );
        if (report.Choice is { } choice)
            Line($"  chosen     {choice}");
        foreach (var slower in report.Slower)
            Line(
                $"  or         {slower.LatencyCycles} cycles = {slower.LatencyNs} ns at {slower.ClockMhz} MHz, about {slower.Lut} LUT and {slower.Ff} FF"
            );
        foreach (var port in report.Inputs)
            Line($"  input      {Port(port)}");
        foreach (var port in report.Outputs)
            Line($"  output     {Port(port)}");
        foreach (var bound in report.ErrorBound)
        {
            string condition = bound.Conditions.IsEmpty ? "for every input" : "while nothing overflows";
            Line(
                $"  proved     {bound.Name}: "
                    + (
                        bound.Bound is { } b
                            ? $"|fixed - float| <= {b.ToString("G4", CultureInfo.InvariantCulture)} {condition}"
                            : "no bound"
                    )
            );
        }
        foreach (var trees in report.Trees)
        foreach (string sentence in TreeText.Of(trees))
            Line($"  trees      {trees.Tensor}: {sentence}");
        Line($"  written to {folder}");
    }

    private static string Channels(BuildReport report) =>
        report.Interleave == 1 ? "the channel" : string.Create(CultureInfo.InvariantCulture, $"one of {report.Interleave} channels");

    private static string Port(BuildPort port) =>
        $"{port.Name} [{string.Join(", ", port.Shape)}] {(port.Formats.Length == 1 ? port.Formats[0] : $"{port.Formats.Distinct().Count()} formats")}{(port.Missing is { } missing ? $", missing: {(missing.Length == 1 ? missing[0] : $"[{string.Join(", ", missing)}]")}" : "")}";

    private static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Line(string text) => Console.Out.WriteLine(text);
}
