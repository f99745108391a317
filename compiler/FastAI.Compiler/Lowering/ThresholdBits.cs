using System.Numerics;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>The comparisons of one word with many constants, as tables that share what they have in common:
/// see <see cref="ThresholdPlan"/>.</summary>
internal sealed class ThresholdBits
{
    private readonly CircuitBuilder b;
    private readonly bool dual;
    private readonly int width;

    /// <summary>What makes the word unsigned: the top bit of a signed one is inverted.</summary>
    private readonly Int128 offset;
    private readonly ulong first,
        last;
    private readonly int[] bits;
    private readonly ThresholdPlan plan;
    private readonly Dictionary<(int From, int End, ulong Value), int> tests = [];
    private readonly Dictionary<(int Test, TestExcept Except), int> excepted = [];

    /// <param name="b">Gets the words.</param>
    /// <param name="word">The word that is compared.</param>
    /// <param name="thresholds">The constants, in any order.</param>
    /// <param name="dual">Whether the device's tables have two outputs.</param>
    public ThresholdBits(CircuitBuilder b, int word, IEnumerable<long> thresholds, bool dual)
    {
        (this.b, this.dual) = (b, dual);
        Interval range = b.RangeOf(word);
        width = range.Width;
        offset = range.Low < 0 ? Int128.One << (width - 1) : 0;
        (first, last) = ((ulong)(range.Low + offset), (ulong)(range.High + offset));
        bits = new int[width];
        for (int i = 0; i < width; i++)
            bits[i] = b.Bit(word, i);
        if (range.Low < 0)
            bits[^1] = b.Not(bits[^1]);
        ulong[] constants =
        [
            .. thresholds.Where(t => t >= range.Low && t < range.High).Select(t => (ulong)(t + offset)).Distinct().Order(),
        ];
        plan = ThresholdPlan.Best(constants, width, last, dual);
    }

    /// <summary>1 where the word is at most the threshold.</summary>
    public int AtMost(long threshold) => AtMost(threshold, null);

    /// <summary>1 where the word is at most the threshold, or what an exception says where it holds.</summary>
    public int AtMost(long threshold, TestExcept? except)
    {
        Int128 value = threshold + offset;
        if (value >= last)
            return Except(b.Constant(1), except);
        if (value < first)
            return Except(b.Constant(0), except);
        ulong constant = (ulong)value,
            ones = Ones(plan.Cut),
            low = constant & ones,
            high = Shifted(constant, plan.Cut);
        if (low == ones || plan.Cut == width)
            return Except(plan.Cut == width ? Low(width, constant, plan.LowStep) : High(plan.Cut, high, plan.HighStep), except);
        // The high parts are shared by neighbours, so that the exception is best made there; one that passes passes by the first alone.
        int below = High(plan.Cut, high, plan.HighStep, below: true),
            upto = High(plan.Cut, high, plan.HighStep);
        return Joined(Except(below, except), except is { Passes: true } ? upto : Except(upto, except), plan.Cut - plan.Own, plan.Cut, low);
    }

    private int Except(int test, TestExcept? except)
    {
        if (except is not { } e)
            return test;
        if (excepted.TryGetValue((test, e), out int known))
            return known;
        return excepted[(test, e)] = e.Passes ? b.Or(test, e.Bit) : b.And(test, b.Not(e.Bit));
    }

    /// <summary>before, or upto and (bits [from, end) with all below them) at most the value.</summary>
    private int Joined(int before, int upto, int from, int end, ulong value)
    {
        ulong own = Shifted(value, from);
        int rest = Low(from, value & Ones(from), plan.LowStep);
        Span<int> inputs = [before, upto, rest, .. bits.AsSpan(from, end - from)];
        return b.Lut(inputs, TruthTable.Of(inputs.Length, row =>
            {
                ulong raw = (ulong)row >> 3;
                return (row & 1) == 1 || ((row & 2) != 0 && (raw < own || (raw == own && (row & 4) != 0)));
            }));
    }

    /// <summary>The low <paramref name="end"/> bits are at most the value.</summary>
    private int Low(int end, ulong value, int step)
    {
        if (value == Ones(end))
            return b.Constant(1);
        if (tests.TryGetValue((0, end, value), out int known))
            return known;
        int from = BitOperations.TrailingZeroCount(~value);
        int made;
        if (end - from <= ThresholdPlan.Direct(dual))
            made = Direct(from, end, value >> from);
        else
        {
            int next = end - Math.Min(step, 5);
            ulong own = Shifted(value, next);
            int rest = Low(next, value & Ones(next), ThresholdPlan.FurtherLow);
            Span<int> inputs = [rest, .. bits.AsSpan(next, end - next)];
            made = b.Lut(
                inputs,
                TruthTable.Of(inputs.Length, row => (ulong)(row >> 1) < own || ((ulong)(row >> 1) == own && (row & 1) == 1))
            );
        }
        tests.Add((0, end, value), made);
        return made;
    }

    /// <summary>The bits from <paramref name="from"/> to the top are at most the value, or less than it.</summary>
    private int High(int from, ulong value, int step, bool below = false)
    {
        if (below)
        {
            if (value == 0)
                return b.Constant(0);
            value--;
        }
        if (value >= Shifted(last, from))
            return b.Constant(1);
        if (value < Shifted(first, from))
            return b.Constant(0);
        if (tests.TryGetValue((from, width, value), out int known))
            return known;
        int ones = BitOperations.TrailingZeroCount(~value),
            start = from + ones,
            next = from + step;
        int made;
        if (width - start <= ThresholdPlan.Direct(dual))
            made = Direct(start, width, value >> ones);
        else if (start >= next)
            made = High(next, value >> step, ThresholdPlan.FurtherHigh);
        else
        {
            ulong rest = value >> step,
                own = (value & Ones(step)) >> ones;
            int before = High(next, rest, ThresholdPlan.FurtherHigh, below: true),
                upto = High(next, rest, ThresholdPlan.FurtherHigh);
            Span<int> inputs = [before, upto, .. bits.AsSpan(start, next - start)];
            made = b.Lut(inputs, TruthTable.Of(inputs.Length, row => (row & 1) == 1 || ((row & 2) != 0 && (ulong)(row >> 2) <= own)));
        }
        tests.Add((from, width, value), made);
        return made;
    }

    private int Direct(int from, int end, ulong value)
    {
        int count = end - from;
        return b.Lut(bits.AsSpan(from, count), TruthTable.Of(count, row => (ulong)row <= value));
    }

    private static ulong Shifted(ulong value, int count) => count >= 64 ? 0 : value >> count;

    private static ulong Ones(int count) => count >= 64 ? ulong.MaxValue : (1UL << count) - 1;
}
