namespace FastAI.Compiler.Lowering;

/// <summary>Tables that the comparisons of a word with many constants take, part by part, for one place of the cut:
/// see <see cref="ThresholdPlan"/>.</summary>
internal sealed class ThresholdCost
{
    private readonly int cut;
    private readonly int width;
    private readonly bool dual;
    private readonly ulong last;

    /// <summary>Low parts that are not all ones, and tests of the high part, each once.</summary>
    private readonly ulong[] lows,
        highs;

    /// <summary>High parts of the comparisons that need a last table.</summary>
    private readonly ulong[] joined;

    public ThresholdCost(ReadOnlySpan<ulong> constants, int cut, int width, ulong last, bool dual)
    {
        (this.cut, this.width, this.last, this.dual) = (cut, width, last, dual);
        var low = new List<ulong>(constants.Length);
        var high = new List<ulong>(constants.Length);
        var both = new List<ulong>(constants.Length);
        ulong ones = Ones(cut);
        void Test(ulong value)
        {
            // values come in order, but for the one before the last, which may come again
            if (value < Shifted(last, cut) && (high.Count == 0 || value > high[^1]))
                high.Add(value);
        }
        foreach (ulong constant in constants)
        {
            ulong h = Shifted(constant, cut),
                l = constant & ones;
            if (l != ones)
            {
                low.Add(l);
                if (h > 0)
                    Test(h - 1);
                if (Shifted(last, cut) > 0)
                    both.Add(h);
            }
            Test(h);
        }
        low.Sort();
        (lows, highs, joined) = ([.. low.Distinct()], [.. high], [.. both]);
    }

    /// <summary>
    /// The last tables, with so many bits of the low part as they are. Without any, two of the same or of neighbouring high parts have five
    /// inputs at most; with one, two of the same high part.
    /// </summary>
    public double Last(int own)
    {
        if (!dual || own > 1)
            return joined.Length;
        int pairs = 0;
        for (int i = 0; i + 1 < joined.Length; i++)
            if (joined[i + 1] - joined[i] <= (own == 0 ? 1UL : 0))
            {
                pairs++;
                i++;
            }
        return joined.Length - pairs;
    }

    /// <summary>The tests of the low part below its own bits.</summary>
    public double Low(int own, int step)
    {
        double cost = 0;
        ulong[] tests = own == 0 ? lows : Rest(lows, cut - own);
        for (int end = cut - own; tests.Length > 0; step = ThresholdPlan.FurtherLow)
        {
            int next = Math.Max(0, end - step),
                direct = ThresholdPlan.Direct(dual);
            if (end <= direct)
                return cost + Sum(tests, end);
            var open = new List<ulong>(tests.Length);
            foreach (ulong test in tests)
            {
                int bits = end - Stripped(test);
                if (bits <= direct)
                    cost += Table(bits);
                else
                    open.Add(test);
            }
            // two with different rests have five inputs if three bits are above them, two with the same rest if four are
            cost +=
                !dual || step > 4 ? open.Count
                : step <= 3 ? open.Count / 2.0
                : Paired(open.Select(t => t & Ones(next)).Order());
            tests = Rest(open, next);
            end = next;
        }
        return cost;
    }

    /// <summary>The tests of the high part.</summary>
    public double High(int step)
    {
        double cost = 0;
        ulong[] tests = highs;
        for (int from = cut; tests.Length > 0; step = ThresholdPlan.FurtherHigh)
        {
            int direct = ThresholdPlan.Direct(dual);
            if (width - from <= direct)
                return cost + Sum(tests, width - from);
            var open = new List<ulong>();
            var three = new List<ulong>();
            void Test(ulong value)
            {
                if (value < Shifted(last, from + step) && (open.Count == 0 || value > open[^1]))
                    open.Add(value);
            }
            foreach (ulong test in tests)
            {
                int zeros = Stripped(test),
                    bits = width - from - zeros;
                if (bits <= direct)
                {
                    cost += Table(bits);
                    continue;
                }
                ulong rest = Shifted(test, step);
                if (zeros < step)
                {
                    // with up to two bits below the rest neighbours have five inputs at most, with three those of the same rest
                    if (dual && step - zeros == 3)
                        three.Add(rest);
                    else
                        cost += dual && step - zeros < 3 ? 0.5 : 1;
                    if (rest > 0)
                        Test(rest - 1);
                }
                Test(rest);
            }
            cost += Paired(three);
            tests = [.. open];
            from += step;
        }
        return cost;
    }

    /// <summary>Tables when two with the same number share one.</summary>
    private static int Paired(IEnumerable<ulong> sorted)
    {
        int tables = 0;
        (ulong Value, bool Waits) before = default;
        foreach (ulong value in sorted)
        {
            bool pairs = before.Waits && before.Value == value;
            if (!pairs)
                tables++;
            before = (value, !pairs);
        }
        return tables;
    }

    private double Sum(ulong[] tests, int bits)
    {
        double cost = 0;
        foreach (ulong test in tests)
            cost += Table(bits - Stripped(test));
        return cost;
    }

    /// <summary>Share of a table whose inputs others have too.</summary>
    private double Table(int inputs) =>
        inputs == 1 ? 0
        : dual && inputs <= 5 ? 0.5
        : 1;

    private static ulong[] Rest(IReadOnlyList<ulong> tests, int bits)
    {
        ulong ones = Ones(bits);
        var rest = new List<ulong>(tests.Count);
        foreach (ulong test in tests)
            if ((test & ones) != ones)
                rest.Add(test & ones);
        rest.Sort();
        return [.. rest.Distinct()];
    }

    /// <summary>Ones at the end, which no comparison needs.</summary>
    private static int Stripped(ulong value) => System.Numerics.BitOperations.TrailingZeroCount(~value);

    private static ulong Shifted(ulong value, int bits) => bits >= 64 ? 0 : value >> bits;

    private static ulong Ones(int bits) => bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1;
}
