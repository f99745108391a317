using System.Globalization;
using FastAI.Runtime.Agreement;
using Xunit;

namespace FastAI.Runtime.Tests.Agreement;

public sealed class PhysicsTests
{
    [Fact]
    public void EnergyFiguresAreThoseOfTheResiduals()
    {
        using var folder = Models.Identity("fixed<12,8>");
        var random = new Random(11);
        double[] actual = [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble() * 40)];
        double[] estimate = [.. actual.Select(e => e + (random.NextDouble() - 0.4))];
        double[] rough = [.. actual.Select(e => e + 3 * (random.NextDouble() - 0.5))];
        string truth = folder.Text(
            "truth.csv",
            "energy,of,gap,train_position\n"
                + string.Concat(
                    actual.Select((e, i) => string.Create(CultureInfo.InvariantCulture, $"{e:R},{rough[i]:R},{i % 40 - 1},{i % 72}\n"))
                )
        );
        var report = Validation.Run(folder.Model, folder.Data(1, estimate), new() { Truth = truth, Threshold = 20 });
        var energy = Assert.Single(report.Physics!.Regressions);
        Assert.Equal(["float", "fixed", "of"], energy.All.Estimates.Select(e => e.Name));
        Assert.Equal(estimate.Zip(actual, (a, b) => (double)(float)a - b).Average(), energy.All.Estimates[0].Residual.Bias!.Value, 6);
        Assert.Equal(Deviation(rough.Zip(actual, (a, b) => a - b)), energy.All.Estimates[2].Residual.Rms!.Value, 9);
        // Steps of 1/16 add 1/16/sqrt(12) in quadrature to 1/sqrt(12).
        Assert.InRange(energy.All.Ratio!.Value, 1.0005, 1.004);
        Assert.InRange(energy.All.Ratio.Error!.Value, 0, 0.003);
        Assert.Equal(["gap", "train_position", "energy"], energy.Bins.Select(b => b.By));
        Assert.All(energy.Bins, split => Assert.Equal(2000, split.Bins.Sum(b => b.Events)));
        Assert.Equal("none", energy.Bins[0].Bins[0].Label);
        // The turn-on: half of the events fire where the estimate, 0.1 above the truth, crosses the threshold.
        Assert.InRange(energy.TurnOn!.Curves[0].HalfPoint!.Value, 18.5, 21);
        Assert.Equal(1, energy.TurnOn.Curves[0].Plateau.Value);
        long flips = estimate.LongCount(e => (float)e >= 20 != Math.Floor(e * 16 + 0.5) / 16 >= 20);
        Assert.Equal(flips, energy.TurnOn.Flipped.Hits);
        // A decision needs no truth.
        var without = Validation.Run(folder.Model, folder.File("data.npy"), new() { Threshold = 20 });
        Assert.Equal(flips, without.Outputs[0].Flipped!.Hits);
        Assert.Null(Validation.Run(folder.Model, folder.File("data.npy"), new()).Outputs[0].Flipped);
    }

    [Fact]
    public void ClassifierFiguresSeeWhatCoarseScoresLose()
    {
        using var folder = Models.Identity("fixed<3,2>");
        var random = new Random(12);
        int[] labels = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(2))];
        double[] scores = [.. labels.Select(l => random.NextDouble() + 0.6 * l)];
        string truth = folder.Text(
            "truth.csv",
            "label\n" + string.Concat(labels.Select(l => l.ToString(CultureInfo.InvariantCulture) + "\n"))
        );
        var report = Validation.Run(folder.Model, folder.Data(1, scores), new() { Truth = truth, Threshold = 0.7 });
        var classifier = Assert.Single(report.Physics!.Classifiers);
        var signal = Assert.Single(classifier.Signals);
        Assert.Equal(Area(scores, labels), signal.AreaFloat.Value, 9);
        double[] coarse = [.. scores.Select(s => Math.Min(1.5, Math.Floor(s * 2 + 0.5) / 2))];
        Assert.Equal(Area(coarse, labels), signal.AreaFixed.Value, 9);
        Assert.Equal(signal.AreaFloat.Value - signal.AreaFixed.Value, signal.Drop.Value, 12);
        // Paired: the change is known better than either area.
        Assert.True(signal.Drop.Error < signal.AreaFloat.Error);
        Assert.Equal(scores.Zip(coarse).Count(p => p.First >= 0.7 != p.Second >= 0.7), classifier.Flipped.Hits);
        Assert.Equal(1000, signal.Signal + signal.Background);
    }

    [Fact]
    public void SavedReportsComeBackEqualAndKnowTheirModel()
    {
        using var folder = Models.Identity("fixed<12,8>");
        var report = Validation.Run(
            folder.Model,
            folder.Data(1, 1, 2, 3.3),
            new() { Truth = folder.Text("truth.csv", "energy\n1\n2\n3\n") }
        );
        var options = new System.Text.Json.JsonSerializerOptions
        {
            PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower,
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
        string text = System.Text.Json.JsonSerializer.Serialize(report, options),
            path = folder.Text("validation.json", text);
        Assert.Equal(text, System.Text.Json.JsonSerializer.Serialize(AgreementFile.Read(path, folder.Model), options));
        using var other = Models.Identity("fixed<12,7>");
        Assert.Contains(
            "another compilation",
            Assert.Throws<FastAI.Model.FastAIException>(() => AgreementFile.Read(path, other.Model)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is not a result",
            Assert
                .Throws<FastAI.Model.FastAIException>(() => AgreementFile.Read(folder.Text("v.json", "{\"entity\": 3}"), folder.Model))
                .Message,
            StringComparison.Ordinal
        );
    }

    private static double Area(double[] scores, int[] labels)
    {
        double won = 0,
            pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        for (int j = 0; j < scores.Length; j++)
            if (labels[i] == 1 && labels[j] == 0)
            {
                pairs++;
                won +=
                    (float)scores[i] > (float)scores[j] ? 1
                    : (float)scores[i] == (float)scores[j] ? 0.5
                    : 0;
            }
        return won / pairs;
    }

    private static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return Math.Sqrt(all.Average(v => (v - mean) * (v - mean)));
    }
}
