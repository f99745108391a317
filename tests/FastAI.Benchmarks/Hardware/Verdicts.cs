using System.Globalization;

namespace FastAI.Benchmarks.Hardware;

/// <summary>Figures that are asked for beside what was measured. A case that fails is a figure that is missed, and the next one goes on.</summary>
internal sealed class Verdicts
{
    private readonly List<(string Figure, string Asked, string Measured, bool Met)> all = [];

    /// <summary>A figure that may be so much.</summary>
    public void AtMost(string figure, double measured, double asked) =>
        all.Add((figure, Format($"at most {asked}"), Format($"{measured:0.####}"), measured <= asked));

    /// <summary>An estimate that may be off by a share of what synthesis says.</summary>
    /// <returns>Whether it is.</returns>
    public bool Near(string figure, long estimate, long synthesis, double share)
    {
        bool met = Math.Abs(estimate - synthesis) <= share * synthesis;
        string ratio = synthesis == 0 ? "" : Format($" = {(double)estimate / synthesis:F3}");
        all.Add((figure, Format($"within {share:P0}"), Format($"{estimate} / {synthesis}{ratio}"), met));
        return met;
    }

    /// <summary>Measures a case.</summary>
    public void Try(string name, Action measure)
    {
        try
        {
            measure();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Console.WriteLine($"{name}: FAILED, {e.Message}");
            all.Add((name, "a result", $"{e.GetType().Name}", false));
        }
    }

    /// <summary>Prints all, and what is missed once more.</summary>
    /// <returns>Exit code: 1 when a figure is missed.</returns>
    public int Print()
    {
        int width = all.Select(v => v.Figure.Length).DefaultIfEmpty(0).Max();
        foreach (var table in (IEnumerable<bool>)[true, false])
        {
            var rows = all.Where(v => table || !v.Met).ToList();
            Console.WriteLine(table ? "verdicts: figure, asked, measured" : $"{rows.Count} of {all.Count} figures are missed");
            foreach (var v in rows)
                Console.WriteLine($"  {v.Figure.PadRight(width)}  {v.Asked, -16} {v.Measured, -24} {(v.Met ? "met" : "MISSED")}");
        }
        return all.TrueForAll(v => v.Met) ? 0 : 1;
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
