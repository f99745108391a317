using System.Collections.Immutable;
using System.Numerics;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// How three operands and a constant go into the columns of one carry chain: in each column a full adder, whose carry goes to the table of
/// the next column, and then the chain. The sum of the three slots, <see cref="CarryIn"/> and
/// <see cref="MiddleIn"/> is the result modulo 2^Width.
/// </summary>
/// <remarks>
/// A subtracted operand is inverted, which leaves a one at its end (-x = ~x + 1). A sign either extends to the top, or is inverted and
/// taken off again: as unsigned, x of w bits is x' - 2^(w-1) with the top bit of x' inverted, and -x is ~x' + 1 - 2^(w-1). Ones and offsets
/// make one constant with that of the sum; its bits take places that no operand uses, or one of the two inputs at the chain's end. Of all
/// choices the one in the fewest tables counts.
/// </remarks>
public sealed record SumColumns
{
    private enum Style
    {
        Extend,
        ExtendBoth,
        Offset,
    }

    /// <summary>Bits of the result.</summary>
    public required int Width { get; init; }

    /// <summary>The three slots.</summary>
    public required ImmutableArray<SumSlot> Slots { get; init; }

    /// <summary>Column where the chain begins: below it is at most one bit.</summary>
    public required int First { get; init; }

    /// <summary>A one into the chain's end.</summary>
    public required bool CarryIn { get; init; }

    /// <summary>A one into the first column's fourth place.</summary>
    public required bool MiddleIn { get; init; }

    /// <summary>Part of the constant that has no place; the chain computes the sum without it.</summary>
    public required ulong Rest { get; init; }

    /// <summary>Tables of six inputs and two outputs.</summary>
    public required int Luts { get; init; }

    /// <summary>Whether any column is a full adder, whose carry goes to the table of the next one; else
    /// it is a chain of two operands.</summary>
    public required bool HasMiddles { get; init; }

    /// <summary>Columns of the chain.</summary>
    public int Chain => Width - First;

    public static SumColumns Of(Circuit circuit, SumWord sum) => Of(circuit.Words, sum);

    /// <summary>The best choice for a sum of some of <paramref name="words"/>.</summary>
    public static SumColumns Of(IReadOnlyList<Word> words, SumWord sum) =>
        Of(
            SumOperand.Of(words[sum.A.Word], sum.A),
            SumOperand.Of(words[sum.B.Word], sum.B),
            words[sum.C.Word] is ConstantWord ? default : SumOperand.Of(words[sum.C.Word], sum.C),
            sum.Constant,
            sum.Width
        );

    /// <summary>The best choice for a result of <paramref name="width"/> bits, at most 64.</summary>
    public static SumColumns Of(SumOperand a, SumOperand b, SumOperand c, long constant, int width)
    {
        SumColumns? best = null;
        foreach (Style s in Styles(a))
        foreach (Style t in Styles(b))
        foreach (Style u in Styles(c))
        {
            SumColumns found = Place([a, b, c], [s, t, u], constant, width);
            if (
                best is null
                || (found.Rest != 0).CompareTo(best.Rest != 0) is var order && (order < 0 || (order == 0 && found.Luts < best.Luts))
            )
                best = found;
        }
        return best!;
    }

    private static Style[] Styles(SumOperand operand) =>
        operand switch
        {
            { Signed: false, Negate: false } => [Style.Extend],
            { Negate: false } => [Style.Extend, Style.Offset],
            _ => [Style.Extend, Style.ExtendBoth, Style.Offset],
        };

    private static SumColumns Place(ReadOnlySpan<SumOperand> operands, ReadOnlySpan<Style> styles, long constant, int width)
    {
        ulong all = Below(width),
            rest = (ulong)constant;
        var slots = new SumSlot[operands.Length];
        for (int k = 0; k < slots.Length; k++)
        {
            (slots[k], ulong offset) = Slot(operands[k], styles[k], all);
            rest += offset;
        }
        rest &= all;
        bool carryIn = false,
            middleIn = false;
        ulong unplaced = 0;
        for (; rest != 0; rest &= rest - 1)
        {
            ulong bit = rest & (~rest + 1);
            ulong two = Two(slots) & all,
                end = two & (~two + 1);
            int free = Array.FindIndex(slots, s => (s.Used & bit) == 0);
            if (bit == end && !carryIn)
                carryIn = true;
            else if (free >= 0)
                slots[free] = slots[free] with { Flip = slots[free].Flip | bit };
            else if (bit == end << 1 && !carryIn)
                (carryIn, middleIn) = (true, true);
            else
                unplaced |= bit;
        }
        int first = Math.Min(width, BitOperations.TrailingZeroCount(Two(slots) & all));
        (int luts, bool middles) = Count(slots, first, width, middleIn);
        return new()
        {
            Width = width,
            Slots = [.. slots],
            First = first,
            CarryIn = carryIn,
            MiddleIn = middleIn,
            Rest = unplaced,
            Luts = luts,
            HasMiddles = middles,
        };
    }

    private static (SumSlot Slot, ulong Offset) Slot(SumOperand x, Style style, ulong all)
    {
        ulong end = Bit(x.Shift),
            from = ~Below(x.Shift),
            own = Below(x.Shift + x.Width) & from,
            top = Bit(x.Shift + x.Width - 1);
        ulong live = (x.Signed && style != Style.Offset ? from : own) & all;
        (ulong flip, ulong offset) = style switch
        {
            Style.Offset when x.Negate && x.Signed => (own & ~top, end - top),
            Style.Offset when x.Negate => (own, end - (top << 1)),
            Style.Offset => (top, 0 - top),
            Style.ExtendBoth => (ulong.MaxValue, 1UL),
            _ when x.Negate => (from, end),
            _ => (0UL, 0UL),
        };
        return (new(live, flip & all), offset);
    }

    /// <summary>Columns where at least two of the slots are not the constant zero.</summary>
    private static ulong Two(SumSlot[] s) => (s[0].Used & (s[1].Used | s[2].Used)) | (s[1].Used & s[2].Used);

    /// <summary>
    /// A column with one bit and nothing else is an input of the chain as it is; one with two bits carries by the chain alone, so that the
    /// full adders' own carry ends there.
    /// </summary>
    private static (int Luts, bool Middles) Count(SumSlot[] slots, int first, int width, bool middleIn)
    {
        SumSlot a = slots[0],
            b = slots[1],
            c = slots[2];
        ulong inverted = a.Live & a.Flip | b.Live & b.Flip | c.Live & c.Flip;
        int luts = BitOperations.PopCount(inverted & Below(first));
        bool middles = false;
        (int constants, int variables) middle = (middleIn ? 1 : 0, 0);
        for (int i = first; i < width; i++)
        {
            int live = At(a.Live, i) + At(b.Live, i) + At(c.Live, i);
            int ones = At(a.Flip & ~a.Live, i) + At(b.Flip & ~b.Live, i) + At(c.Flip & ~c.Live, i);
            int variables = live + middle.variables,
                constants = ones + middle.constants;
            bool binary = variables + constants <= 2;
            if (variables > 1 || (variables == 1 && (!binary || Inverted(i) != constants)))
                luts++;
            middles |= !binary && i < width - 1;
            middle =
                binary ? (0, 0)
                : ones >= 2 ? (1, 0)
                : (0, 1);
        }
        return (luts, middles);

        int Inverted(int i) => At(a.Live & a.Flip, i) + At(b.Live & b.Flip, i) + At(c.Live & c.Flip, i);
    }

    private static int At(ulong bits, int column) => (int)(bits >> column) & 1;

    private static ulong Bit(int column) => column is >= 0 and < 64 ? 1UL << column : 0;

    private static ulong Below(int column) => column >= 64 ? ulong.MaxValue : (1UL << column) - 1;
}
