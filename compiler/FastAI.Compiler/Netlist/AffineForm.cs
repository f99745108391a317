using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>(sum of coefficient * word + error) / 2^scale with an error inside an interval. Words in ascending order.</summary>
internal sealed class AffineForm
{
    private const int MaxScale = 40;

    private readonly (int Word, long Coefficient)[] terms;
    private readonly int scale;
    private readonly Interval error;

    private AffineForm((int Word, long Coefficient)[] terms, int scale, Interval error) =>
        (this.terms, this.scale, this.error) = (terms, scale, error);

    public static AffineForm Variable(int word) => new([(word, 1)], 0, Interval.Zero);

    public static AffineForm Constant(long value) => new([], 0, Interval.Of(value));

    /// <exception cref="OverflowException">A coefficient leaves 64 bits.</exception>
    public AffineForm ShiftLeft(int bits)
    {
        int up = Math.Max(0, bits - scale);
        return bits == 0 ? this : new(Scaled(up), Math.Max(0, scale - bits), error << up);
    }

    /// <summary>The floor: (v - r) / 2^bits with 0 &lt;= r &lt; 2^bits.</summary>
    public AffineForm? ShiftRight(int bits) =>
        scale + bits > MaxScale ? null : new(terms, scale + bits, error - new Interval(0, ((Int128.One << bits) - 1) << scale));

    /// <exception cref="OverflowException">A coefficient leaves 64 bits.</exception>
    public static AffineForm Sum(AffineForm a, AffineForm b, bool subtract)
    {
        int scale = Math.Max(a.scale, b.scale),
            i = 0,
            j = 0,
            count = 0;
        var left = a.Scaled(scale - a.scale);
        var right = b.Scaled(scale - b.scale);
        long sign = subtract ? -1 : 1;
        var merged = new (int Word, long Coefficient)[left.Length + right.Length];
        while (i < left.Length || j < right.Length)
        {
            if (j == right.Length || (i < left.Length && left[i].Word < right[j].Word))
            {
                merged[count++] = left[i++];
            }
            else if (i == left.Length || right[j].Word < left[i].Word)
            {
                merged[count++] = (right[j].Word, checked(sign * right[j++].Coefficient));
            }
            else
            {
                long sum = checked(left[i].Coefficient + sign * right[j].Coefficient);
                if (sum != 0)
                    merged[count++] = (left[i].Word, sum);
                i++;
                j++;
            }
        }
        Interval e = a.error << (scale - a.scale),
            f = b.error << (scale - b.scale);
        return new(count == merged.Length ? merged : merged[..count], scale, subtract ? e - f : e + f);
    }

    /// <summary>Interval of the integer that the form stands for, or null when it leaves 128 bits.</summary>
    public Interval? Range(IReadOnlyList<Word> words)
    {
        try
        {
            Int128 low = error.Low,
                high = error.High;
            foreach ((int word, long c) in terms)
            {
                Interval range = words[word].Range;
                checked
                {
                    low += c * (c > 0 ? range.Low : range.High);
                    high += c * (c > 0 ? range.High : range.Low);
                }
            }
            low = -(-low >> scale);
            high >>= scale;
            return low <= high ? new(low, high) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private (int Word, long Coefficient)[] Scaled(int bits)
    {
        if (bits == 0 || terms.Length == 0)
            return terms;
        if (bits > 62)
            throw new OverflowException();
        var result = new (int Word, long Coefficient)[terms.Length];
        for (int i = 0; i < terms.Length; i++)
            result[i] = (terms[i].Word, checked(terms[i].Coefficient * (1L << bits)));
        return result;
    }
}
