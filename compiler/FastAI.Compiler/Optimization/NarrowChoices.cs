using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Makes choices of fewer bits and of fewer words: one that only a right shift or a narrowing reads is made of the bits that are left;
/// choices inside by a condition that the outer one implies or excludes are made beforehand; high bits that the intervals of
/// both branches fix are constants, or the condition, beside a choice of the bits that vary; and low bits that both branches have from the
/// same place (<see cref="BitSources"/>: the last bit of x and -x, of x + y and x - y) stand beside a choice of the others.
/// </summary>
public sealed class NarrowChoices : CircuitPass
{
    /// <summary>More than the bits of words; the sign of an interval around zero varies.</summary>
    private const int MaxBits = 64;

    /// <summary>Choices inside each other that are looked at.</summary>
    private const int MaxDepth = 4;

    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        int[] uses = CircuitUses.Count(old);
        MuxWord? Inner(int word) => uses[word] == 1 && old.Words[word] is MuxWord mux ? mux : null;
        return CircuitRewriter.Run(ref circuit, (b, map, i) =>
        {
            switch (old.Words[i])
            {
                case ShiftRightWord w when Inner(w.Input) is { } mux:
                    return b.Mux(map[mux.Condition], b.ShiftRight(map[mux.WhenTrue], w.Bits), b.ShiftRight(map[mux.WhenFalse], w.Bits));
                case WrapWord w when Inner(w.Input) is { } mux:
                    return b.Mux(
                        map[mux.Condition],
                        b.Wrap(map[mux.WhenTrue], w.Bits, w.Signed),
                        b.Wrap(map[mux.WhenFalse], w.Bits, w.Signed)
                    );
                case MuxWord mux:
                    int condition = map[mux.Condition];
                    return Choose(b, condition, Branch(mux.WhenTrue, true), Branch(mux.WhenFalse, false));

                    // of a choice inside only the bits that matter where it is taken
                    int Branch(int branch, bool truth) =>
                        Inner(branch) is null ? map[branch] : Taken(b, condition, truth, Under(branch, truth, MaxDepth));

                    // the branch without choices inside that the condition decides
                    int Under(int branch, bool truth, int depth)
                    {
                        if (depth == 0 || Inner(branch) is not { } inner)
                            return map[branch];
                        Interval? decided = ConditionRange.Under(b.Words, condition, truth, map[inner.Condition]);
                        return decided is { IsConstant: true } value
                            ? Under(value.Low == 1 ? inner.WhenTrue : inner.WhenFalse, truth, depth - 1)
                            : b.Mux(
                                map[inner.Condition],
                                Under(inner.WhenTrue, truth, depth - 1),
                                Under(inner.WhenFalse, truth, depth - 1)
                            );
                    }
                default:
                    return b.Copy(old.Words[i], map);
            }
        });
    }

    /// <summary>The low bits of a branch that hold all values that it has where it is taken.</summary>
    private static int Taken(CircuitBuilder b, int condition, bool truth, int branch) =>
        b.Words[branch] is MuxWord inner
        && ConditionRange.Under(b.Words, condition, truth, branch) is { } range
        && range.Width < inner.Width
            ? b.Wrap(branch, range.Width, range.Low < 0)
            : branch;

    /// <summary>The choice with the bits apart that need none: a choice of constants is wires.</summary>
    private static int Choose(CircuitBuilder b, int condition, int whenTrue, int whenFalse)
    {
        int shared = Shared(b, whenTrue, whenFalse),
            // of what is the same word, the one that is there first
            first = Math.Min(whenTrue, whenFalse);
        if (shared == MaxBits)
            return first;
        if (shared == 0)
            return WithoutKnown(b, condition, whenTrue, whenFalse);
        Interval? under = ConditionRange.Under(b.Words, condition, true, whenTrue),
            otherwise = ConditionRange.Under(b.Words, condition, false, whenFalse);
        if (under is not { } a || otherwise is not { } c)
            return b.Mux(condition, whenTrue, whenFalse);
        int high = WithoutKnown(b, condition, b.ShiftRight(whenTrue, shared), b.ShiftRight(whenFalse, shared));
        return b.Pass(b.Add(high, shared, b.Wrap(first, shared, false), 0), BlockPart.None, a.Union(c));
    }

    /// <summary>How many low bits of two words are the same; <see cref="MaxBits"/> for all.</summary>
    private static int Shared(CircuitBuilder b, int left, int right)
    {
        var sources = new BitSources(b.Words);
        // the bit above both words is the sign of either
        int all = Math.Max(b.Words[left].Width, b.Words[right].Width) + 1;
        for (int bit = 0; bit < all; bit++)
            if (sources.Of(left, bit) != sources.Of(right, bit))
                return bit;
        return MaxBits;
    }

    /// <summary>The choice with its known high bits apart.</summary>
    private static int WithoutKnown(CircuitBuilder b, int condition, int whenTrue, int whenFalse)
    {
        if (b.ConstantOf(whenTrue) is not null || b.ConstantOf(whenFalse) is not null)
            return b.Mux(condition, whenTrue, whenFalse);
        Interval first = b.RangeOf(whenTrue),
            second = b.RangeOf(whenFalse);
        int bits = Math.Max(Varying(first), Varying(second));
        return bits > MaxBits || (first.Low >> bits == 0 && second.Low >> bits == 0)
            ? b.Mux(condition, whenTrue, whenFalse)
            : b.Add(
                b.Mux(condition, b.Constant((long)(first.Low >> bits)), b.Constant((long)(second.Low >> bits))),
                bits,
                b.Mux(condition, Low(b, whenTrue, bits), Low(b, whenFalse, bits)),
                0
            );
    }

    private static int Low(CircuitBuilder b, int word, int bits) => bits == 0 ? b.Constant(0) : b.Wrap(word, bits, false);

    /// <summary>Low bits above which all members of the interval are the same.</summary>
    private static int Varying(Interval range) => 128 - (int)Int128.LeadingZeroCount(range.Low ^ range.High);
}
