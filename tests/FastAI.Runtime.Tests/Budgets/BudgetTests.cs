using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Budgets;
using Xunit;

namespace FastAI.Runtime.Tests.Budgets;

public sealed class BudgetTests
{
    private static readonly BuildReport Build = new()
    {
        Entity = "net",
        LatencyCycles = 40,
        InitiationInterval = 1,
        ClockMhz = 320,
        Resources = new(1000, 2000, 300, 4, 5),
    };

    [Theory]
    [InlineData("latency_ns: 125", true, 0.0)]
    [InlineData("latency_ns: 100", false, -0.25)]
    [InlineData("latency_cycles: 50", true, 0.2)]
    [InlineData("latency_bc: 5", true, 0.0)]
    [InlineData("latency_bc: 4.9", false, -0.1 / 4.9)]
    [InlineData("clock_mhz: 320", true, 0.0)]
    [InlineData("clock_mhz: 400", false, -0.2)]
    [InlineData("lut: 999", false, -1.0 / 999)]
    [InlineData("ff: 4000", true, 0.5)]
    [InlineData("dsp: 0", false, null)]
    public void FiguresAreHeldAgainstLimits(string yaml, bool passed, double? margin)
    {
        var result = Assert.Single(BudgetCheck.Run(Budget.Parse(yaml, "b.yaml"), new BudgetFigures().Add(Build)));
        Assert.Equal(passed, result.Passed);
        Assert.Equal(margin is null, result.Margin is null);
        if (margin is { } share)
            Assert.Equal(share, result.Margin!.Value, 12);
    }

    [Theory]
    [InlineData("latency: 3", "b.yaml(1,1): 'latency' is not a figure")]
    [InlineData("# limits\nlut: 5\n  \nlatancy_ns: 3", "b.yaml(4,1): 'latancy_ns'")]
    [InlineData("lut: 5\nff: many", "b.yaml(2,5): 'many' is no limit of ff")]
    [InlineData("lut: -5", "b.yaml(1,6)")]
    [InlineData("lut: .nan", "b.yaml(1,6)")]
    [InlineData("lut: [1]", "b.yaml(1,6): expected the limit of lut")]
    [InlineData("lut: 1\nlut: 2", "b.yaml(2,1): lut is limited in line 1 already")]
    [InlineData("- lut", "b.yaml(1,1): a budget is a map")]
    [InlineData("", "a budget is a map")]
    [InlineData("{}", "limits nothing")]
    [InlineData("lut: 1\n---\nff: 2", "only one document")]
    [InlineData("lut: {", "b.yaml(1,")]
    public void WhatIsNoBudgetIsRefusedWithItsPlace(string yaml, string message)
    {
        var failure = Assert.Throws<FastAIException>(() => Budget.Parse(yaml, "b.yaml"));
        Assert.Equal(ExitCode.BadInput, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFigureThatIsNotKnownIsNeverPassedOver()
    {
        var failure = Assert.Throws<FastAIException>(() =>
            BudgetCheck.Run(Budget.Parse("lut: 1\nrms_lsb: 2\nauc: 0.9", "b.yaml"), new BudgetFigures().Add(Build))
        );
        Assert.Equal(ExitCode.BadInput, failure.Code);
        Assert.Contains("line 2: rms_lsb needs the float model on data", failure.Message, StringComparison.Ordinal);
        Assert.Contains("line 3: auc needs true values", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissesAreShownInPlace()
    {
        var budget = Budget.Parse("clock_mhz: 320\nlut: 999\nlatency_ns: 100", "ci/a,b.yaml");
        var results = BudgetCheck.Run(budget, new BudgetFigures().Add(Build));
        Assert.Equal(
            "::error file=ci/a%2Cb.yaml,line=2,title=budget missed%3A lut::lut is 1000, above the most allowed 999\n"
                + "::error file=ci/a%2Cb.yaml,line=3,title=budget missed%3A latency_ns::latency_ns is 125 ns, above the most allowed 100 ns\n",
            CodeAnnotations.GitHub(budget, results)
        );
        var issues = System.Text.Json.JsonDocument.Parse(CodeAnnotations.GitLab(budget, results)).RootElement;
        Assert.Equal(2, issues.GetArrayLength());
        Assert.Equal("ci/a,b.yaml", issues[0].GetProperty("location").GetProperty("path").GetString());
        Assert.Equal(3, issues[1].GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32());
        Assert.NotEqual(issues[0].GetProperty("fingerprint").GetString(), issues[1].GetProperty("fingerprint").GetString());
        Assert.Contains("2 of 3 missed", BudgetText.Of(results), StringComparison.Ordinal);
        Assert.Equal("[]\n", CodeAnnotations.GitLab(budget, [results[0]]));
    }
}
