using FastAI.Emulation;
using FastAI.Model;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>ROC curves, their areas and the decisions that fixed point changes.</summary>
internal static class ClassifierFigures
{
    private const int CurvePoints = 200;

    /// <param name="table">Events.</param>
    /// <param name="truth">Where the labels come from.</param>
    /// <param name="port">The output: one score, signal being label 1, or one score a class.</param>
    /// <param name="output">Its position.</param>
    /// <param name="threshold">Cut on a single score; null for the float model's best.</param>
    internal static ClassifierReport Of(PhysicsTable table, TruthFile truth, PortInfo port, int output, double? threshold)
    {
        int classes = port.Shape.Count;
        int[] labels = Array.ConvertAll(table[TruthFile.Label], label => Whole(truth, label, Math.Max(2, classes)));
        (double[] Float, double[] Fixed)[] scores =
        [
            .. Enumerable.Range(0, classes).Select(c => (table[Scores.FloatColumn(output, c)], table[Scores.FixedColumn(output, c)])),
        ];
        SignalReport[] signals = [.. scores.Select((s, c) => Signal(truth, classes == 1 ? 1 : c, labels, s.Float, s.Fixed, threshold))];
        long flipped = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            bool same =
                classes == 1
                    ? scores[0].Float[i] >= signals[0].Cut == scores[0].Fixed[i] >= signals[0].Cut
                    : Greatest(scores, i, s => s.Float) == Greatest(scores, i, s => s.Fixed);
            if (!same)
                flipped++;
        }
        return new(port.Name, [.. signals], BinomialFraction.Of(flipped, labels.Length));
    }

    private static SignalReport Signal(TruthFile truth, int label, int[] labels, double[] floats, double[] fixeds, double? threshold)
    {
        bool[] signal = Array.ConvertAll(labels, l => l == label);
        int count = signal.Count(s => s);
        if (count == 0 || count == labels.Length)
            throw FastAIException.BadInput(
                $"{truth.Path}: column label: a ROC curve needs events of both kinds, but {(count == 0 ? "none" : "each")} of the {labels.Length} events has label {label}"
            );
        var (a, b) = (new RankedScores(floats, signal), new RankedScores(fixeds, signal));
        double areaFloat = a.Area(),
            areaFixed = b.Area();
        return new(
            label,
            count,
            labels.Length - count,
            threshold ?? a.BestCut(),
            new(areaFloat, Bootstrap.Error(labels.Length, a.Area)),
            new(areaFixed, Bootstrap.Error(labels.Length, b.Area)),
            new(areaFloat - areaFixed, Bootstrap.Error(labels.Length, times => a.Area(times) - b.Area(times))),
            Curve(a),
            Curve(b)
        );
    }

    private static RocCurve Curve(RankedScores scores)
    {
        var (background, signal) = scores.Curve(CurvePoints);
        return new([.. background], [.. signal]);
    }

    private static int Greatest((double[] Float, double[] Fixed)[] scores, int i, Func<(double[] Float, double[] Fixed), double[]> of)
    {
        int best = 0;
        for (int c = 1; c < scores.Length; c++)
            if (of(scores[c])[i] > of(scores[best])[i])
                best = c;
        return best;
    }

    private static int Whole(TruthFile truth, double label, int classes) =>
        label >= 0 && label < classes && label == Math.Floor(label)
            ? (int)label
            : throw FastAIException.BadInput(
                FormattableString.Invariant(
                    $"{truth.Path}: column label: {label} is not a class; labels are the integers 0 to {classes - 1}"
                )
            );
}
