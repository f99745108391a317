using System.Globalization;

namespace FastAI.Runtime.Recording;

/// <summary>Writes the result of an inspection for people.</summary>
public static class RecordingSummary
{
    private const int ShownChannels = 16;
    private const int ShownFaults = 20;

    public static void Write(TextWriter text, RecordingContent content)
    {
        void Line(FormattableString line) => text.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Line(
            $"{content.Source}: {content.Description}{(content.Compressed ? ", gzip" : "")}{(content.Run >= 0 ? $", run {content.Run}" : "")}"
        );
        string samples =
            content.MinSamples == content.MaxSamples
                ? content.MaxSamples.ToString(CultureInfo.InvariantCulture)
                : $"{content.MinSamples} to {content.MaxSamples}";
        Line(
            $"  {content.Records} records of {samples} samples ({content.SampleKind}), {content.Bytes} bytes, numbers {content.FirstNumber} to {content.LastNumber}"
        );
        if (content.Seconds is { } seconds)
            Line(
                $"  {Time(seconds)} of recording, {content.RecordsPerSecond:G4} records/s, longest gap {Time(content.LongestGapSeconds ?? 0)}"
            );
        if (!content.Results.IsEmpty)
            Line($"  firmware results: {string.Join(", ", content.Results)}");
        WriteFaults(Line, content);
        Line($"  {"board", 6} {"channel", 8} {"records", 10} {"min", 10} {"max", 10} {"mean", 12} {"rms", 10}  name");
        foreach (var c in content.Channels.Take(ShownChannels))
            Line($"  {c.Board, 6} {c.Channel, 8} {c.Records, 10} {c.Min, 10:G6} {c.Max, 10:G6} {c.Mean, 12:F3} {c.Rms, 10:F3}  {c.Name}");
        if (content.Channels.Length > ShownChannels)
            Line($"  ... and {content.Channels.Length - ShownChannels} more channels (--json has all)");
        if (content.Drawn.Length < 2)
            return;
        Line($"  record {content.DrawnNumber}, the largest swing of the first records:");
        foreach (string row in WaveformPlot.Rows(content.Drawn.AsSpan()))
            text.WriteLine("  " + row);
    }

    private static void WriteFaults(Action<FormattableString> line, RecordingContent content)
    {
        if (content.Faults.IsEmpty)
        {
            line($"  no damage found");
            return;
        }
        line(
            $"  damage: {string.Join(", ", content.Faults.Select(f => $"{f.Value} {f.Key.Replace('_', ' ')}"))}; {content.Missing} records missing, {content.LostBytes} bytes left out"
        );
        foreach (var f in content.FirstFaults.Take(ShownFaults))
            line($"    byte {f.Byte}, record {f.Record}{(f.Bc >= 0 ? $", orbit {f.Orbit} BC {f.Bc}" : "")}: {f.Detail}");
        long rest = content.Faults.Values.Sum() - Math.Min(ShownFaults, content.FirstFaults.Length);
        if (rest > 0)
            line($"    ... and {rest} more");
    }

    private static string Time(double seconds) =>
        seconds switch
        {
            >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:G5} s"),
            >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:G5} ms"),
            >= 1e-6 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:G5} us"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e9:G5} ns"),
        };
}
