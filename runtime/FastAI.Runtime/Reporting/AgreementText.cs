using System.Globalization;
using System.Text;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Agreement.Physics;

namespace FastAI.Runtime.Reporting;

/// <summary>An agreement report as short tables for a terminal.</summary>
public static class AgreementText
{
    private const int MaxLayers = 24;
    private const double PoorSnrDb = 20;

    /// <summary>The same in a few lines: bits, the figures over all events, the verdict.</summary>
    public static string Brief(AgreementReport report)
    {
        var text = new StringBuilder();
        var table = new TextTable("output", "events", "equal", "rms/LSB", "max/LSB", "|fixed - float|", "proved bound");
        foreach (var o in report.Outputs)
            table.Add(
                o.Name,
                Numbers.Whole(report.Events),
                Numbers.Percent(o.Exact),
                Numbers.Short(o.RmsLsb),
                Numbers.Short(o.MaxLsb),
                Numbers.Short(o.Max),
                o.Bound is { } b ? Numbers.Short(b.Bound) : "none"
            );
        text.Append(table);
        foreach (var all in report.Physics?.Regressions ?? [])
        {
            table = new TextTable($"{all.Target} resolution", "RMS", "68 % half width", "bias");
            foreach (var e in all.All.Estimates)
                table.Add(e.Name, Numbers.Short(e.Residual.Rms), Numbers.Short(e.Residual.HalfWidth), Numbers.Short(e.Residual.Bias));
            text.Append(table);
            if (all.All.Ratio is { } ratio)
                text.Append(CultureInfo.InvariantCulture, $"  fixed/float {Numbers.With(ratio)}\n");
        }
        Verdict(text, report);
        return text.ToString();
    }

    public static string Of(AgreementReport report)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{report.Entity}: float (ONNX Runtime) against fixed (emulator), {Numbers.Whole(report.Events)} events of {report.Data}\n\n"
        );
        Outputs(text, report);
        Inputs(text, report);
        Layers(text, report);
        if (report.Physics is { } physics)
            Physics(text, physics);
        if (report.Speed is { } speed)
            text.Append(
                CultureInfo.InvariantCulture,
                $"host speed, one thread: emulator {Numbers.Short(speed.EmulatorPerSecond)} events/s, ONNX Runtime {Numbers.Short(speed.ReferencePerSecond)} events/s, ratio {speed.Ratio:F2}\n\n"
            );
        Verdict(text, report);
        return text.ToString();
    }

    private static void Verdict(StringBuilder text, AgreementReport report)
    {
        foreach (var r in report.Recorded)
            text.Append(
                CultureInfo.InvariantCulture,
                $"recorded firmware, {r.Output}: {Numbers.Whole(r.Exact)} of {Numbers.Whole(r.Events)} equal\n"
            );
        foreach (string violation in report.Violations)
            text.Append("DISAGREES: ").Append(violation).Append('\n');
        if (report.Agrees)
            text.Append(
                CultureInfo.InvariantCulture,
                $"agrees: every proved bound is kept{(report.Recorded.IsEmpty ? "" : ", every recorded result is the model's")}\n"
            );
    }

    private static void Outputs(StringBuilder text, AgreementReport report)
    {
        var table = new TextTable("output", "format", "exact", "95 % interval", "rms/LSB", "max/LSB", "rms", "max", "proved bound");
        foreach (var o in report.Outputs)
            table.Add(
                o.Name,
                o.Format,
                Numbers.Percent(o.Exact),
                Numbers.Interval(o.Exact),
                Numbers.Short(o.RmsLsb),
                Numbers.Short(o.MaxLsb),
                Numbers.Short(o.Rms),
                Numbers.Short(o.Max),
                o.Bound is { } b ? $"{Numbers.Short(b.Bound)} {(b.Kept ? "kept" : "BROKEN")}" : "none"
            );
        text.Append(table);
        foreach (var o in report.Outputs)
        {
            if (o.FirstMismatch is { } m)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  first difference of {o.Name}: event {m.Event}, element {m.Element}: float {m.Expected:G9}, fixed {m.Got:G9}\n"
                );
            if (o.Flipped is { } flipped)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  decisions of {o.Name} flipped: {Numbers.Whole(flipped.Hits)} ({Numbers.Percent(flipped)}, {Numbers.Interval(flipped)})\n"
                );
            if (o.Bound is { Excepted: > 0 and var excepted })
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {o.Name}: {excepted} events are beyond the bound because a tensor was limited, as the proof excepts\n"
                );
        }
        text.Append('\n');
    }

    private static void Inputs(StringBuilder text, AgreementReport report)
    {
        foreach (var i in report.Inputs)
            if (i.Rounded > 0 || i.Limited > 0)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  input {i.Name} {string.Join(" ", i.Formats.Take(3))}: {Numbers.Whole(i.Rounded)} values rounded, {Numbers.Whole(i.Limited)} limited, of {Numbers.Whole(i.Values)}\n"
                );
        foreach (var i in report.Inputs)
            if (i.Missing > 0)
                text.Append(CultureInfo.InvariantCulture, $"  input {Numbers.Missing(i)}\n");
        foreach (var s in report.Saturations)
            if (s.Limited > 0)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {s.Tensor}: {Numbers.Whole(s.Limited)} of {Numbers.Whole(s.Values)} values limited\n"
                );
        foreach (var p in report.Paths)
            text.Append(CultureInfo.InvariantCulture, $"  {Numbers.Paths(p)}\n");
        if (report.Inputs.All(i => i.Rounded + i.Limited == 0) && report.Saturations.All(s => s.Limited == 0))
            text.Append("  no input was rounded or limited, no tensor limited\n");
        text.Append('\n');
    }

    private static void Layers(StringBuilder text, AgreementReport report)
    {
        if (report.Layers.IsEmpty)
            return;
        var table = new TextTable("layer", "snr/dB", "rms", "max", "max/LSB", "limited", "explained");
        foreach (var layer in report.Layers.Take(MaxLayers))
            table.Add(
                layer.Tensor,
                layer.SnrDb is { } snr ? snr.ToString("F1", CultureInfo.InvariantCulture)
                    : layer.Max == 0 ? "exact"
                    : "-",
                Numbers.Short(layer.Rms),
                Numbers.Short(layer.Max),
                Numbers.Short(layer.MaxLsb),
                Numbers.Whole(layer.Limited),
                layer.Explained is { } share
                    ? layer.Unexplained is null
                        ? $"yes ({Numbers.Short(share)})"
                        : $"NO ({Numbers.Short(share)})"
                    : "-"
            );
        text.Append(table);
        if (report.Layers.Length > MaxLayers)
            text.Append(CultureInfo.InvariantCulture, $"  ... and {report.Layers.Length - MaxLayers} more (--json has all)\n");
        if (report.FirstDivergence is { Unexplained: { } at } first)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  first layer that its formats do not explain: {first.Tensor}: event {at.Event}, element {at.Element}: float {at.Expected:G9}, fixed {at.Got:G9}{(first.Limited > 0 ? "; it limits values: give it more integer bits" : "")}\n"
            );
        if (report.Layers.FirstOrDefault(layer => layer.SnrDb < PoorSnrDb) is { } poor)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  first layer below {PoorSnrDb:F0} dB: {poor.Tensor}: a finer or wider format there, or before it, helps most\n"
            );
        text.Append('\n');
    }

    private static void Physics(StringBuilder text, PhysicsReport physics)
    {
        foreach (var regression in physics.Regressions)
        {
            string[] names = [.. regression.All.Estimates.Select(e => e.Name)];
            var table = new TextTable([$"{regression.Target}: RMS, 68 % half width", "events", .. names, "fixed/float"]);
            foreach (
                var bin in regression
                    .Bins.SelectMany(s => s.Bins.Select(b => (Label: s.By + " " + b.Label, Bin: b)))
                    .Prepend(("all", regression.All))
            )
                table.Add([
                    bin.Item1,
                    Numbers.Whole(bin.Item2.Events),
                    .. bin.Item2.Estimates.Select(e => Pair(e.Residual.Rms, e.Residual.HalfWidth)),
                    bin.Item2.Ratio is { } ratio ? Numbers.With(ratio) : "-",
                ]);
            table.Add(["bias", "", .. regression.All.Estimates.Select(e => Numbers.Short(e.Residual.Bias)), ""]);
            text.Append(table).Append('\n');
            if (regression.TurnOn is { } turnOn)
                TurnOn(text, turnOn);
        }
        foreach (var classifier in physics.Classifiers)
        {
            var table = new TextTable(classifier.Output, "signal", "background", "AUC float", "AUC fixed", "drop");
            foreach (var s in classifier.Signals)
                table.Add(
                    string.Create(CultureInfo.InvariantCulture, $"label {s.Class}"),
                    Numbers.Whole(s.Signal),
                    Numbers.Whole(s.Background),
                    Numbers.With(s.AreaFloat),
                    Numbers.With(s.AreaFixed),
                    Numbers.With(s.Drop)
                );
            text.Append(table)
                .Append("  decisions flipped: ")
                .Append(Numbers.Percent(classifier.Flipped))
                .Append(' ')
                .Append(Numbers.Interval(classifier.Flipped))
                .Append("\n\n");
        }
    }

    private static void TurnOn(StringBuilder text, TurnOnReport turnOn)
    {
        var table = new TextTable($"turn-on at {Numbers.Short(turnOn.Threshold)}", "50 % point", "plateau", "95 % interval");
        foreach (var curve in turnOn.Curves)
            table.Add(curve.Name, Numbers.Short(curve.HalfPoint), Numbers.Percent(curve.Plateau), Numbers.Interval(curve.Plateau));
        text.Append(table).Append('\n');
    }

    private static string Pair(double? rms, double? width) =>
        rms is { } r && width is { } w ? string.Create(CultureInfo.InvariantCulture, $"{r:F3} {w:F3}") : "-";
}
