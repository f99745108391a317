using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using FastAI.Model.Build;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Budgets;
using FastAI.Runtime.Reporting;
using FastAI.Runtime.Reporting.Page;
using FastAI.Runtime.Streaming;
using FastAI.Runtime.Tests.Agreement;
using FastAI.Runtime.Tests.Data;
using Xunit;

namespace FastAI.Runtime.Tests.Reporting;

public sealed partial class ReportPageTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>\"'&-->{{ 1 }}";

    [Fact]
    public void ThePageNeedsNothingElseAndIsTheSameEveryTime()
    {
        var content = Content();
        string page = ReportPage.Render(content);
        Assert.Equal(page, ReportPage.Render(content));
        // No reference leaves the file: an address may only stand in the comment that names the library.
        Assert.DoesNotMatch("""(src|href)\s*=\s*["'](?!data:)""", page);
        Assert.DoesNotMatch("""(@import|url\()""", page);
        foreach (
            string heading in new[]
            {
                "Budget",
                "Float and fixed, bit by bit",
                "Events",
                "Resolution of energy",
                "Turn-on of the trigger",
                "Classification by energy",
                "Replay in the firmware's time",
                "Fixed and recorded firmware",
                "Damage of the recording",
                "Host processing",
                "Layers",
                "Hardware",
                "Network",
            }
        )
            Assert.Contains($"<h2>{heading.Replace("'", "&#x27;", StringComparison.Ordinal)}</h2>", page, StringComparison.Ordinal);
        Assert.Contains("missed", page, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesCannotBecomeMarkup()
    {
        string page = ReportPage.Render(Content());
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("&lt;img", page, StringComparison.Ordinal);
        Assert.Equal(page.Split("<script").Length, page.Split("</script>").Length);
    }

    [Fact]
    public void HardwareShowsWhatBindsTheClockAndWhatOtherFormsCost()
    {
        var build = Content().Build;
        PageSection section = HardwareSection.Of(build)!;
        Assert.Contains("3.125 ns in stage 2, 2.5 ns of it", section.Texts[0], StringComparison.Ordinal);
        Assert.Equal(["20 ns", "4", "200", "1,234", "567"], section.Tables[0].Rows.Single().Cells.ToArray());
        Assert.Equal([Hostile, "3", "1"], section.Tables[1].Rows.Single().Cells.ToArray());
        Assert.Equal([Hostile, "auto", "16", "12"], section.Tables[2].Rows.Single().Cells.ToArray());
        Assert.Equal([Hostile, "shared-columns", "9,876", "321", "7", Hostile], section.Tables[3].Rows.Single().Cells.ToArray());
        Assert.All(section.Tables, t => Assert.All(t.Rows, r => Assert.Equal(t.Heads.Length, r.Cells.Length)));
        Assert.Null(HardwareSection.Of(build with { LongestPath = null, Choice = null, Slower = [], Loops = [], Tables = [], Reuse = [] }));
    }

    [Fact]
    public void APageWithoutDataShowsTheBuildAlone()
    {
        using var folder = Models.Folder("ufixed<9,5>", 0, 0, "");
        string page = ReportPage.Render(new ReportContent(folder.Model.Report, folder.Model.Graph));
        Assert.Contains("50 ns", page, StringComparison.Ordinal);
        Assert.Contains("data-boxes=\"3\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"chart\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Budget</h2>", page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void EveryPlotHasPointsInABrowserWithoutErrors()
    {
        string page = ReportPage.Render(Content());
        var (document, console) = Shown(page, 1000);
        Assert.Equal("", console);
        int[] points = [.. Points().Matches(document).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
        int asked = page.Split("<div class=\"chart\"").Length - 1;
        Assert.True(asked >= 14, $"{asked} charts");
        Assert.Equal(asked, points.Length);
        Assert.All(points, p => Assert.True(p > 0));
        Assert.Equal(asked, document.Split("<canvas").Length - 1);
        Assert.Contains($"data-charts=\"{asked}\"", document, StringComparison.Ordinal);
    }

    /// <summary>On a desk, on a phone, and by the rules for paper on the width of an A4 sheet between its margins: nothing is wider than
    /// the page, no plot leaves its column or is blank.</summary>
    [SkippableTheory]
    [InlineData(1400, false)]
    [InlineData(390, false)]
    [InlineData(688, true)]
    public void NothingIsCut(int width, bool paper)
    {
        string page = ReportPage.Render(Content());
        if (paper)
            page = page.Replace("@media print", "@media all", StringComparison.Ordinal);
        // Looks at the page as it is laid out, and says what it finds in an attribute.
        const string look = """
            <script>
            addEventListener("load", () => setTimeout(() => {
              const wrong = [], across = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth > across) wrong.push("page " + document.documentElement.scrollWidth + " of " + across);
              for (const canvas of document.querySelectorAll("canvas")) {
                const title = canvas.closest("figure").querySelector("figcaption").textContent, at = canvas.getBoundingClientRect(), column = canvas.closest("figure").getBoundingClientRect();
                if (at.width < 120 || at.height < 60) wrong.push(title + ": " + at.width + " x " + at.height);
                if (at.right > column.right + 1 || at.left < column.left - 1 || at.right > across) wrong.push(title + ": leaves its column");
                if (!canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(v => v > 0)) wrong.push(title + ": is blank");
              }
              document.body.dataset.layout = wrong.length ? wrong.join("; ") : "good";
            }, 300));
            </script></body>
            """;
        var (document, console) = Shown(page.Replace("</body>", look, StringComparison.Ordinal), width);
        Assert.Equal("", console);
        Assert.Equal("good", Layout().Match(document).Groups[1].Value);
    }

    [SkippableFact]
    public void ThePageIsPrinted()
    {
        using var file = new TemporaryFile();
        string path = file.Path + ".html",
            printed = file.Path + ".pdf";
        File.WriteAllText(path, ReportPage.Render(Content()));
        try
        {
            string text = System.Text.Encoding.Latin1.GetString(Chromium.Print(path, printed));
            Assert.StartsWith("%PDF-", text, StringComparison.Ordinal);
            int pages = Pages().Count(text);
            Assert.True(pages is >= 3 and <= 30, $"{pages} pages");
        }
        finally
        {
            File.Delete(path);
            File.Delete(printed);
        }
    }

    private static (string Document, string Console) Shown(string page, int width)
    {
        using var file = new TemporaryFile();
        string path = file.Path + ".html";
        File.WriteAllText(path, page);
        try
        {
            return Chromium.Open(path, width);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A replay whose FIFO fills, of a recording with damage and with firmware results.</summary>
    private static ReplayReport Replayed(BuildReport build) =>
        new()
        {
            Entity = build.Entity,
            Model = "",
            Source = Hostile,
            Format = "frames",
            Rate = "recorded",
            Records = 900,
            Events = 900,
            Interruptions = 1,
            Limited = 2,
            Faults = new Dictionary<string, long> { ["gap"] = 1 }.ToImmutableSortedDictionary(),
            FirstFaults = [new("gap", 4, 0, 3, 2, 1, 0, Hostile)],
            Missing = 1,
            Firmware = new()
            {
                ClockMhz = 320,
                LatencyCycles = 12,
                InitiationInterval = 2,
                Interleave = 1,
                FifoDepth = 4,
                Servers = 1,
                Accepted = 890,
                Overflows = 10,
                FifoHighWater = 4,
                DeadTime = 0.1,
                MinCycles = 12,
                MedianCycles = 13,
                P99Cycles = 19,
                MaxCycles = 20,
                MaxNs = 62.5,
                DeadlineNs = 50,
                DeadlineMisses = 3,
                ConstantLatency = false,
                MinBcDistance = 1,
                MaxBcDistance = 3,
                OrbitWraps = 1,
                ResultsInNextOrbit = 2,
                OutOfOrder = 1,
                Latencies = [new(12, 400), new(14, 300), new(20, 190)],
                Occupancy = [new(3, 0.5, 2, 40, 0), new(3563, 1.5, 4, 60, 10)],
                OrbitLength = 3564,
                BcIsRecorded = true,
            },
            Host = new(1, 900, 10, 20, 30, 40, 1024, [new(9, 3), new(11, 800), new(40, 97)]),
            Recorded = [new(Hostile, 890, 889, 2, 7, 5, 3)],
        };

    /// <summary>A report with every part: energy and label as truth, budgets kept and missed, a series
    /// of samples, a further section.</summary>
    private static ReportContent Content()
    {
        using var folder = Models.Identity("fixed<12,8>");
        var random = new Random(4);
        double[] actual = [.. Enumerable.Range(0, 600).Select(_ => 0.5 + random.NextDouble() * 40)],
            estimate = [.. actual.Select(e => e + random.NextDouble() - 0.5)];
        string data = folder.Data(1, estimate);
        string energy = folder.Text(
            "energy.csv",
            "energy,of,gap,train_position\n"
                + string.Concat(
                    actual.Select((e, i) => string.Create(CultureInfo.InvariantCulture, $"{e:R},{e + 1:R},{i % 40 - 1},{i % 72}\n"))
                )
        );
        string label = folder.Text("label.csv", "label\n" + string.Concat(actual.Select(e => e > 20 ? "1\n" : "0\n")));
        var report = Validation.Run(folder.Model, data, new() { Truth = energy, Threshold = 20 });
        var classified = Validation.Run(folder.Model, data, new() { Truth = label });
        report = report with
        {
            Physics = report.Physics! with { Classifiers = classified.Physics!.Classifiers },
            Examples =
            [
                new(
                    0,
                    "event 0",
                    "x",
                    [
                        [.. Enumerable.Range(0, 16).Select(i => Math.Sin(i))],
                        [.. Enumerable.Range(0, 16).Select(i => Math.Cos(i))],
                    ],
                    [new("energy", [1.5], [1.25], 1.4), new("trace", [1, 2, 3], [1, 2, 3.5], null)]
                ),
            ],
        };
        var tensor = folder.Model.Report.Tensors[0];
        var build = folder.Model.Report with
        {
            Tensors = [tensor, tensor with { Name = Hostile, Origin = Hostile }],
            Warnings = [Hostile],
            LongestPath = new(2, 3.125, Hostile, 2.5),
            Choice = Hostile,
            Slower = [new(4, 200, 1234, 567)],
            Loops = [new(Hostile, 3, 1)],
            Tables = [new(Hostile, "auto", 16, 12)],
            Reuse = [new(Hostile, BuildReuse.SharedColumns, 9876, 321, 7, Hostile)],
        };
        var figures = new BudgetFigures().Add(build).Add(report);
        return new ReportContent(build, folder.Model.Graph)
        {
            Agreement = report,
            Budgets = BudgetCheck.Run(Budget.Parse("latency_ns: 125\nlut: 10\nrms_lsb: 1", "budget.yaml"), figures),
            Replay = Replayed(build),
        };
    }

    [GeneratedRegex("data-layout=\"([^\"]*)\"")]
    private static partial Regex Layout();

    [GeneratedRegex("/Type */Page[^s]")]
    private static partial Regex Pages();

    [GeneratedRegex("data-points=\"([0-9]+)\"")]
    private static partial Regex Points();
}
