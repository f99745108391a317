namespace FastAI.Runtime.Agreement.Statistics;

/// <summary>
/// Scores of a two-class decision, sorted once. The area under the ROC curve is the probability that a signal event scores above a
/// background event, ties counting half (H. B. Mann and D. R. Whitney, Ann. Math. Statist. 18 (1947) 50).
/// </summary>
public sealed class RankedScores
{
    private readonly double[] scores;
    private readonly bool[] signal;
    private readonly int[] order;

    public RankedScores(double[] scores, bool[] signal)
    {
        (this.scores, this.signal) = (scores, signal);
        order = new int[scores.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort((double[])scores.Clone(), order);
    }

    /// <summary>Area under the curve; NaN without events of both classes.</summary>
    public double Area()
    {
        int[] once = new int[scores.Length];
        Array.Fill(once, 1);
        return Area(once);
    }

    /// <summary>The same when event i occurs <paramref name="times"/>[i] times.</summary>
    public double Area(int[] times)
    {
        double won = 0,
            below = 0,
            signals = 0;
        for (int i = 0; i < order.Length; )
        {
            double tiedSignal = 0,
                tiedBackground = 0;
            int start = i;
            for (; i < order.Length && scores[order[i]] == scores[order[start]]; i++)
            {
                if (signal[order[i]])
                    tiedSignal += times[order[i]];
                else
                    tiedBackground += times[order[i]];
            }
            won += tiedSignal * (below + tiedBackground / 2);
            below += tiedBackground;
            signals += tiedSignal;
        }
        return won / (signals * below);
    }

    /// <summary>The curve from the strictest cut to none, at most <paramref name="points"/> points;
    /// background first, signal second.</summary>
    public (double[] Background, double[] Signal) Curve(int points)
    {
        var (background, signals) = (new List<double> { 0 }, new List<double> { 0 });
        double passedSignal = 0,
            passedBackground = 0,
            allSignal = signal.Count(s => s),
            allBackground = signal.Length - allSignal;
        double spacing = (double)order.Length / points,
            next = spacing;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            if (signal[order[i]])
                passedSignal++;
            else
                passedBackground++;
            // A cut cannot part events of one score.
            if (i > 0 && scores[order[i - 1]] == scores[order[i]])
                continue;
            if (order.Length - i < next && i > 0)
                continue;
            next = order.Length - i + spacing;
            background.Add(passedBackground / allBackground);
            signals.Add(passedSignal / allSignal);
        }
        return ([.. background], [.. signals]);
    }

    /// <summary>The cut at which signal efficiency exceeds background efficiency the most (W. J. Youden, Cancer 3 (1950)
    /// 32): events at or above it pass.</summary>
    public double BestCut()
    {
        double best = double.NegativeInfinity,
            cut = 0,
            passedSignal = 0,
            passedBackground = 0,
            allSignal = signal.Count(s => s),
            allBackground = signal.Length - allSignal;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            if (signal[order[i]])
                passedSignal++;
            else
                passedBackground++;
            if (i > 0 && scores[order[i - 1]] == scores[order[i]])
                continue;
            double index = passedSignal / allSignal - passedBackground / allBackground;
            if (index > best)
                (best, cut) = (index, scores[order[i]]);
        }
        return cut;
    }
}
