namespace FastAI.Compiler.Lowering;

/// <summary>
/// Where the comparisons of one word with many constants are cut into tables of six inputs. With u = (high, low) at bit <see cref="Cut"/>,
/// u &lt;= (h, l) is high &lt;= h - 1, or high &lt;= h and low &lt;= l: one table of three inputs, of which both tests of the high part
/// serve the neighbours too, and the test of the low part every constant that ends alike. The parts are cut again until they fit a table.
/// </summary>
/// <param name="Cut">Bits of the low part.</param>
/// <param name="Own">Bits at the top of the low part that go into the last table as they are.</param>
/// <param name="LowStep">Bits that the table of a longer low part takes as they are, above a test of the rest.</param>
/// <param name="HighStep">Bits that the table of a longer high part takes as they are, below two tests of the rest.</param>
internal readonly record struct ThresholdPlan(int Cut, int Own, int LowStep, int HighStep)
{
    /// <summary>Bits of each further step.</summary>
    public const int FurtherLow = 5,
        FurtherHigh = 3;

    /// <summary>Bits that one table compares: with two outputs of five shared inputs two tests take one table.</summary>
    public static int Direct(bool dual) => dual ? 5 : 6;

    /// <summary>The cheapest plan for a word of <paramref name="width"/> bits.</summary>
    /// <param name="constants">What the unsigned word is compared with, ascending: u &lt;= constant.</param>
    /// <param name="width">Bits of the word.</param>
    /// <param name="last">The greatest value of the word.</param>
    /// <param name="dual">Whether a table has two outputs where both have no more than five inputs together.</param>
    public static ThresholdPlan Best(ReadOnlySpan<ulong> constants, int width, ulong last, bool dual)
    {
        (double Cost, ThresholdPlan Plan) best = (double.MaxValue, default);
        for (int cut = 1; cut <= width; cut++)
        {
            var cost = new ThresholdCost(constants, cut, width, last, dual);
            (double Cost, int Step) high = (double.MaxValue, 0);
            for (int step = 2; step <= 4; step++)
                if (cost.High(step) is var c && c < high.Cost)
                    high = (c, step);
            foreach (int own in (ReadOnlySpan<int>)[0, 1, 2, 3])
            {
                if (own > cut || (own > 0 && cut == width))
                    break;
                for (int step = 2; step <= 5; step++)
                {
                    double total = high.Cost + cost.Last(own) + cost.Low(own, step);
                    if (total < best.Cost - 1e-9)
                        best = (total, new(cut, own, step, high.Step));
                }
            }
        }
        return best.Plan;
    }
}
