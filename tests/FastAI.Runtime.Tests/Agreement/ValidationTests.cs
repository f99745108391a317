using FastAI.Model;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Reporting;
using Xunit;

namespace FastAI.Runtime.Tests.Agreement;

public sealed class ValidationTests
{
    private static readonly ValidationOptions Plain = new();

    [Fact]
    public void ExactModelsAgreeBitByBit()
    {
        using var folder = Models.Folder("ufixed<9,5>", 0, 0, "");
        var report = Validation.Run(folder.Model, folder.Data(3, 1, -2, 0.0625, 3.5, 31.9375, -32), Plain);
        Assert.True(report.Agrees);
        Assert.Equal((6, 6), (report.Outputs[0].Exact.Hits, report.Outputs[0].Exact.Trials));
        Assert.Equal(0, report.Outputs[0].MaxLsb);
        Assert.Null(report.Outputs[0].FirstMismatch);
        Assert.Equal(["h", "y"], report.Layers.Select(l => l.Tensor));
        Assert.Null(report.FirstDivergence);
        Assert.Equal((0, 0), (report.Inputs[0].Rounded, report.Inputs[0].Limited));
    }

    [Fact]
    public void RoundingIsExplainedAndKeepsTheBound()
    {
        // h in steps of 1/4: half a step is 0.125.
        using var folder = Models.Folder("ufixed<7,5>", 0.125, 0.125, "");
        var report = Validation.Run(folder.Model, folder.Data(3, 1, 2.125, 0.0625), Plain);
        Assert.True(report.Agrees);
        Assert.Equal(2, report.Outputs[0].Exact.Hits);
        Assert.Equal(new Mismatch(0, 1, -2.125, -2.25), report.Outputs[0].FirstMismatch);
        Assert.Equal(0.125, report.Layers[0].Max);
        Assert.Equal(0.5, report.Layers[0].MaxLsb);
        Assert.InRange(report.Layers[0].Explained!.Value, 0.999, 1);
        Assert.Null(report.FirstDivergence);
    }

    [Fact]
    public void ALayerThatLimitsIsNamedWithEventAndElement()
    {
        // h holds at most 7.75; the bound excepts it.
        using var folder = Models.Folder("ufixed<5,3>", 0.125, 0.125, "\"h\"");
        var report = Validation.Run(folder.Model, folder.Data(3, 1, 2, 3, 1, 2, 20), Plain);
        Assert.True(report.Agrees);
        Assert.Equal("h", report.FirstDivergence!.Tensor);
        Assert.Equal(new Mismatch(1, 2, 20, 7.75), report.FirstDivergence.Unexplained);
        // What y does with the wrong h is right.
        Assert.Null(report.Layers.Single(l => l.Tensor == "y").Unexplained);
        Assert.Equal(1, report.Saturations.Single(s => s.Tensor == "h").Limited);
        Assert.Equal(1, report.Outputs[0].Bound!.Excepted);
        Assert.Contains("it limits values", AgreementText.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokenBoundIsADisagreementThatSaysWhere()
    {
        using var folder = Models.Folder("ufixed<7,5>", 0.125, 0.01, "");
        var report = Validation.Run(folder.Model, folder.Data(3, 1, 2, 3, 1, 2.125, 3), Plain);
        Assert.False(report.Agrees);
        Assert.Contains("event 1, element 1", Assert.Single(report.Violations), StringComparison.Ordinal);
        Assert.Equal(0.125, report.Outputs[0].Bound!.Largest);
        Assert.Equal(["y: proved bound"], AgreementCases.Of(report).Where(c => c.Failure is not null).Select(c => c.Name));
        // The same where an exception is stated but nothing overflowed.
        using var excepting = Models.Folder("ufixed<7,5>", 0.125, 0.01, "\"h\"");
        Assert.False(Validation.Run(excepting.Model, excepting.Data(3, 1, 2.125, 3), Plain).Agrees);
    }

    [Fact]
    public void TheBoundHoldsForWhatTheInputFormatsHold()
    {
        // 1.03 lies between steps of 1/16, 40 outside: neither is the network's fault.
        using var folder = Models.Folder("ufixed<9,5>", 0, 0, "");
        var report = Validation.Run(folder.Model, folder.Data(3, 1.03, 2, 40), Plain);
        Assert.True(report.Agrees);
        Assert.Equal((1, 1, 3), (report.Inputs[0].Rounded, report.Inputs[0].Limited, report.Inputs[0].Values));
        Assert.Equal(40 - 31.9375, report.Outputs[0].Max, 5);
        Assert.Equal(0, report.Outputs[0].Bound!.Largest);
    }

    [Fact]
    public void BlocksAddUpToTheWhole()
    {
        using var folder = Models.Folder("ufixed<7,5>", 0.125, 0.125, "");
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 3 * 9000).Select(_ => random.Next(-500, 500) / 16.0)];
        var report = Validation.Run(folder.Model, folder.Data(3, values), Plain);
        double[] differences = [.. values.Select(v => Math.Max(v, 0)).Select(h => h - Math.Floor(h * 4 + 0.5) / 4)];
        Assert.Equal(9000, report.Events);
        Assert.Equal(Math.Sqrt(differences.Average(d => d * d)) * 4, report.Outputs[0].RmsLsb, 9);
        Assert.Equal(differences.Count(d => Math.Abs(d) < 0.125), report.Outputs[0].Exact.Hits);
        Assert.Equal(100, Validation.Run(folder.Model, folder.File("data.npy"), Plain with { Events = 100 }).Events);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using var folder = Models.Folder("ufixed<9,5>", 0, 0, "");
        string data = folder.Data(3, 1, 2, 3);
        void Refuses(string truth, string message)
        {
            var failure = Assert.Throws<FastAIException>(() =>
                Validation.Run(folder.Model, data, Plain with { Truth = folder.Text("truth.csv", truth) })
            );
            Assert.Equal(ExitCode.BadInput, failure.Code);
            Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        }
        Refuses("1,2\n", "header");
        Refuses("energy,gap\n1,2\n1,2\n", "has 2 rows, the data 1 events");
        Refuses("charge\n1\n", "none of the columns energy, time and label");
        Refuses("energy\n1\n", "which output estimates column energy");
        Refuses("energy,energy\n1,1\n", "same name");
        Refuses("label\n3\n", "not a class");
    }
}
