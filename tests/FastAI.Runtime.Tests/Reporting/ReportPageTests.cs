using System.Globalization;
using System.Text.RegularExpressions;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Budgets;
using FastAI.Model.Build;
using FastAI.Runtime.Reporting;
using FastAI.Runtime.Reporting.Page;
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
        foreach (string heading in new[] { "Budget", "Float and fixed, bit by bit", "Events", "Resolution of energy", "Turn-on of the trigger", "Classification by energy", "Replay", "Layers", "Network" })
            Assert.Contains($"<h2>{heading}</h2>", page, StringComparison.Ordinal);
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
        using var file = new TemporaryFile();
        string path = file.Path + ".html";
        File.WriteAllText(path, page);
        try
        {
            var (document, console) = Chromium.Open(path);
            Assert.Equal("", console);
            int[] points = [.. Points().Matches(document).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
            int asked = page.Split("<div class=\"chart\"").Length - 1;
            Assert.True(asked >= 10, $"{asked} charts");
            Assert.Equal(asked, points.Length);
            Assert.All(points, p => Assert.True(p > 0));
            Assert.Equal(asked, document.Split("<canvas").Length - 1);
            Assert.Contains($"data-charts=\"{asked}\"", document, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A report with every part: energy and label as truth, budgets kept and missed, a series of samples, a further section.</summary>
    private static ReportContent Content()
    {
        using var folder = Models.Identity("fixed<12,8>");
        var random = new Random(4);
        double[] actual = [.. Enumerable.Range(0, 600).Select(_ => 0.5 + random.NextDouble() * 40)], estimate = [.. actual.Select(e => e + random.NextDouble() - 0.5)];
        string data = folder.Data(1, estimate);
        string energy = folder.Text("energy.csv", "energy,of,gap,train_position\n" + string.Concat(actual.Select((e, i) => string.Create(CultureInfo.InvariantCulture, $"{e:R},{e + 1:R},{i % 40 - 1},{i % 72}\n"))));
        string label = folder.Text("label.csv", "label\n" + string.Concat(actual.Select(e => e > 20 ? "1\n" : "0\n")));
        var report = Validation.Run(folder.Model, data, new() { Truth = energy, Threshold = 20 });
        var classified = Validation.Run(folder.Model, data, new() { Truth = label });
        report = report with
        {
            Physics = report.Physics! with { Classifiers = classified.Physics!.Classifiers },
            Examples =
            [
                new(0, "event 0", "x", [[.. Enumerable.Range(0, 16).Select(i => Math.Sin(i))], [.. Enumerable.Range(0, 16).Select(i => Math.Cos(i))]], [new("energy", [1.5], [1.25], 1.4), new("trace", [1, 2, 3], [1, 2, 3.5], null)]),
            ],
        };
        var tensor = folder.Model.Report.Tensors[0];
        var build = folder.Model.Report with { Tensors = [tensor, tensor with { Name = Hostile, Origin = Hostile }], Warnings = [Hostile] };
        var figures = new BudgetFigures().Add(build).Add(report);
        return new ReportContent(build, folder.Model.Graph)
        {
            Agreement = report,
            Budgets = BudgetCheck.Run(Budget.Parse("latency_ns: 125\nlut: 10\nrms_lsb: 1", "budget.yaml"), figures),
            Sections = [new("Replay") { Charts = [new(Hostile, "latency (ns)", "events", [1, 10, 100], [new(Hostile, "steps", "other", [1, null, 3])], LogX: true)] }],
        };
    }

    [GeneratedRegex("data-points=\"([0-9]+)\"")]
    private static partial Regex Points();
}
