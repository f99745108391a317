using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Makes products of two variables of what the device has: multiplier blocks, with as many registers inside as the clock asks for, or rows
/// of tables with carry chains, between which a register may stand. Wide products are split into those of parts; the square of a word
/// takes each mixed product of its parts once.
/// </summary>
/// <param name="model">The device.</param>
/// <param name="choice">What products are made of.</param>
/// <param name="phases">Stages inside a block.</param>
public sealed class MapMultipliers(DelayModel model, MultiplierChoice choice, int phases) : CircuitPass
{
    private readonly MultiplierCost costs = new();

    /// <summary>Bits of the operands of a block, as signed integers, the wider one first.</summary>
    public (int Wide, int Narrow) Block { get; init; } = model.Block;

    public override bool Run(ref Circuit circuit)
    {
        if (!circuit.Words.Any(w => w is MultiplyWord))
            return false;
        Circuit old = circuit;
        bool changed = CircuitRewriter.Run(ref circuit, (b, map, i) =>
            old.Words[i] is MultiplyWord { Phases: 1 } product
                ? b.Pass(Product(b, map[product.Left], map[product.Right]), BlockPart.None, product.Range)
                : b.Copy(old.Words[i], map)
        );
        if (!changed)
            return false;
        // weights of which the bits are read alone
        Circuit mapped = circuit;
        CircuitRewriter.Run(ref circuit, (b, map, i) => b.Copy(mapped.Words[i], map));
        circuit = StateRanges.Settle(circuit) ?? circuit;
        return true;
    }

    private int Product(CircuitBuilder b, int left, int right)
    {
        if (b.ConstantOf(left) is not null || b.ConstantOf(right) is not null)
            return b.Multiply(left, right);
        Word x = b.Words[left],
            y = b.Words[right];
        int luts = left == right ? costs.Square(x.Width, x.IsSigned).Luts : MultiplierCost.Luts(x, y);
        int blocks = Math.Min(
            left == right && MultiplierCost.Parts(x, Block.Narrow) == 2 ? 3 : int.MaxValue,
            Math.Min(Blocks(x, y), Blocks(y, x))
        );
        bool inTables = choice switch
        {
            MultiplierChoice.Lut => true,
            MultiplierChoice.Dsp => false,
            _ => luts < MultiplierCost.BlockInLuts * blocks,
        };
        if (inTables)
            return left == right ? Square(b, left) : Rows(b, left, right);
        (left, right) = (Weight(b, left), Weight(b, right));
        return left == right ? BlockSquare(b, left)
            : Blocks(x, y) <= Blocks(y, x) ? Tiles(b, left, right)
            : Tiles(b, right, left);
    }

    private static int Weight(CircuitBuilder b, int word) => WeightBits.TableOf(b, word) is { } weight ? WeightBits.Whole(b, weight) : word;

    private int Blocks(Word wide, Word narrow) => MultiplierCost.Blocks(wide, narrow, Block);

    /// <summary>Rows of a product, one for two bits of the operand for which fewer tables are needed.</summary>
    private static int Rows(CircuitBuilder b, int left, int right)
    {
        bool swap = MultiplierCost.Rows(b.Words[right], b.Words[left]) < MultiplierCost.Rows(b.Words[left], b.Words[right]);
        (int x, int y) = swap ? (right, left) : (left, right);
        int digits = MultiplierCost.Digits(b.Words[y]),
            sum = b.Constant(0);
        Interval range = b.RangeOf(x),
            all = b.RangeOf(y);
        for (int k = 0; k < digits; k++)
        {
            int digit = Digit(b, y, k);
            // the digits up to here are those of the low bits as two's complement
            Interval low = k == digits - 1 ? all : WordTyping.WrapAll((2 * k) + 2, true);
            sum = b.Pass(b.ProductRow(sum, x, digit, 2 * k), BlockPart.None, range * low);
        }
        return sum;
    }

    private static int Digit(CircuitBuilder b, int word, int index) =>
        WeightBits.TableOf(b, word) is { } weight ? WeightBits.Digit(b, weight, (2 * index) - 1)
        : index == 0 ? b.ShiftLeft(b.Wrap(word, 2, false), 1)
        : b.Wrap(b.ShiftRight(word, (2 * index) - 1), 3, false);

    /// <summary>The product of words that fit a block, or the sum of those of their parts.</summary>
    private int Tiles(CircuitBuilder b, int wide, int narrow)
    {
        if (Split(b, wide, Block.Wide) is var (high, low, bits))
            return b.Add(Tiles(b, high, narrow), bits, Tiles(b, low, narrow), 0);
        if (Split(b, narrow, Block.Narrow) is var (upper, lower, shift))
            return b.Add(Tiles(b, wide, upper), shift, Tiles(b, wide, lower), 0);
        return InBlock(b, wide, narrow);
    }

    /// <summary>A word's high part and its low bits, unsigned, as the operand of a block takes them; null when it fits.</summary>
    private static (int High, int Low, int Bits)? Split(CircuitBuilder b, int word, int bits) =>
        MultiplierCost.SignedWidth(b.Words[word]) <= bits ? null : (b.ShiftRight(word, bits - 1), b.Wrap(word, bits - 1, false), bits - 1);

    private int InBlock(CircuitBuilder b, int left, int right)
    {
        if (phases == 1 || b.ConstantOf(left) is not null || b.ConstantOf(right) is not null)
            return b.Multiply(left, right);
        if (phases == MultiplyWord.MaxPhases)
            (left, right) = (Operand(b, left), Operand(b, right));
        int product = b.Multiply(left, right, phases);
        return b.Pass(product, BlockPart.Result, b.RangeOf(product));
    }

    private static int Operand(CircuitBuilder b, int word) => b.Pass(word, BlockPart.Operand, b.RangeOf(word));

    private int BlockSquare(CircuitBuilder b, int word)
    {
        // a side that both operands fit
        if (Split(b, word, Block.Narrow) is not var (high, low, bits))
            return InBlock(b, word, word);
        if (Blocks(b.Words[word], b.Words[word]) <= 2)
            return Tiles(b, word, word);
        int outer = b.Add(BlockSquare(b, high), 2 * bits, BlockSquare(b, low), 0);
        return b.Add(outer, 0, Tiles(b, high, low), bits + 1);
    }

    private int Square(CircuitBuilder b, int word)
    {
        Word x = b.Words[word];
        int bits = costs.Square(x.Width, x.IsSigned).Low;
        if (b.ConstantOf(word) is not null)
            return b.Multiply(word, word);
        if (bits < 0)
            return Rows(b, word, word);
        if (bits == 0)
            return Table(b, word);
        (int high, int low) = (b.ShiftRight(word, bits), b.Wrap(word, bits, false));
        int outer = b.Add(Square(b, high), 2 * bits, Square(b, low), 0);
        return b.Add(outer, 0, Rows(b, high, low), bits + 1);
    }

    private static int Table(CircuitBuilder b, int word)
    {
        Interval range = b.RangeOf(word);
        long[] entries =
        [
            .. Enumerable.Range(0, (int)(range.High - range.Low) + 1).Select(i => ((long)range.Low + i) * ((long)range.Low + i)),
        ];
        return b.Table(word, new LookupTable((long)range.Low, [.. entries], FixedFormat.ForInterval(new(0, entries.Max()), 0)));
    }
}
