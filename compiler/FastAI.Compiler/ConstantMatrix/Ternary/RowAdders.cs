namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Adds up what is left of a row: every time the two or three words whose adder is cheapest for the bits that it takes away, within the
/// depth limit.
/// </summary>
internal sealed class RowAdders(TernaryState state)
{
    /// <summary>Words among which the next adder's are looked for: those that end lowest.</summary>
    private const int Window = 12;

    private Word[] words = new Word[64];
    private int[] levels = new int[64];
    private int terms;
    private int count;
    private long most;

    /// <summary>Words of the last sum, in the order of making; operands of an adder stand before it.</summary>
    public List<Adder> Adders { get; } = [];

    /// <summary>Bits of the row's own sums, each times the levels from its adder to the one that reads it.</summary>
    public long Held { get; private set; }

    /// <summary>For each term of the row, in its order, the level of the adder that reads it; 0 if none does.</summary>
    public ReadOnlySpan<int> Levels => levels.AsSpan(0, terms);

    /// <summary>Tables of the row's adders for a way of choosing them; fills <see cref="Adders"/>.</summary>
    public int Build(int row, RowPlan plan)
    {
        Load(row);
        Adders.Clear();
        Held = 0;
        int total = 0,
            made = terms;
        long weight = state.Weight(row);
        most = state.LargestWeight(row);
        bool even = count % 2 == 0;
        SplitMix random = new(plan.Salt);
        while (count > 1)
        {
            bool pair = count == 2 || (plan.PairFirst && even);
            even = false;
            Choice choice = Best(weight, plan, ref random, pair, Window);
            if (choice.I < 0)
                choice = Best(weight, plan, ref random, pair, count);
            if (choice.I < 0)
                choice = Best(weight, plan, ref random, true, count);
            if (choice.I < 0)
                throw new InvalidOperationException("no adder meets the depth limit");
            Word a = words[choice.I],
                b = words[choice.J],
                c = choice.K < 0 ? default : words[choice.K];
            total += choice.Luts;
            weight += choice.Added;
            Adders.Add(new(a.Id, b.Id, choice.K < 0 ? -1 : c.Id, choice.Negated));
            if (choice.K >= 0)
                RemoveAt(choice.K);
            RemoveAt(choice.J);
            RemoveAt(choice.I);
            Word sum = Sum(a, b, c, choice.K >= 0, choice.Negated, made++);
            Read(a, sum.Level);
            Read(b, sum.Level);
            if (choice.K >= 0)
                Read(c, sum.Level);
            Insert(sum);
        }
        return total;
    }

    private void Load(int row)
    {
        TernaryRow all = state.Rows[row];
        terms = all.Count;
        if (words.Length < terms)
            (words, levels) = (new Word[2 * terms], new int[2 * terms]);
        levels.AsSpan(0, terms).Clear();
        count = 0;
        for (int k = 0; k < terms; k++)
        {
            TernaryTerm term = all[k];
            Insert(
                new(state.Nodes.Low[term.Node], state.Nodes.High[term.Node], state.Nodes.Operand(term), state.Nodes.Depth(term.Node), k)
            );
        }
        state.Work += terms * terms;
    }

    private void Read(in Word word, int level)
    {
        if (word.Id < terms)
            levels[word.Id] = level;
        else
            Held += (long)word.Width * (level - word.Level);
    }

    /// <summary>Keeps the words in the order of their ends.</summary>
    private void Insert(Word word)
    {
        int at = count++;
        for (; at > 0 && words[at - 1].Columns.End > word.Columns.End; at--)
            words[at] = words[at - 1];
        words[at] = word;
    }

    private void RemoveAt(int index)
    {
        count--;
        for (int k = index; k < count; k++)
            words[k] = words[k + 1];
    }

    /// <summary>The sum of two or three words as it is stored: all signs changed if <paramref name="negated"/>.</summary>
    private static Word Sum(in Word a, in Word b, in Word c, bool three, bool negated, int id)
    {
        int start = Math.Min(a.Start, b.Start);
        if (three)
            start = Math.Min(start, c.Start);
        long low = 0,
            high = 0;
        Accumulate(a, start, negated, ref low, ref high);
        Accumulate(b, start, negated, ref low, ref high);
        int level = Math.Max(a.Level, b.Level);
        if (three)
        {
            Accumulate(c, start, negated, ref low, ref high);
            level = Math.Max(level, c.Level);
        }
        return new(low, high, new(start, start + TernaryNodes.WidthOf(low, high), negated, false), level + 1, id);
    }

    private static void Accumulate(in Word x, int start, bool negated, ref long low, ref long high)
    {
        (long l, long h) = (x.Low << (x.Start - start), x.High << (x.Start - start));
        (low, high) = x.Columns.Negate ^ negated ? (low - h, high - l) : (low + l, high + h);
    }

    private Choice Best(long weight, RowPlan plan, ref SplitMix random, bool pair, int window)
    {
        int reach = Math.Min(count, window);
        bool root = count == (pair ? 2 : 3);
        var best = new Choice(-1, -1, -1, 0, false, 0);
        Word none = default;
        double least = double.MaxValue;
        for (int i = 0; i < reach; i++)
        {
            for (int j = i + 1; j < reach; j++)
            {
                for (int k = pair ? -1 : j + 1; k < reach; k++)
                {
                    ref readonly Word a = ref words[i],
                        b = ref words[j],
                        c = ref k < 0 ? ref none : ref words[k];
                    long added = (3 * Math.Max(a.Weight, Math.Max(b.Weight, c.Weight))) - a.Weight - b.Weight - c.Weight;
                    if (weight + added <= most)
                    {
                        AdderColumns columns =
                            k < 0 ? AdderColumns.Of(a.Columns, b.Columns) : AdderColumns.Of(a.Columns, b.Columns, c.Columns);
                        // the last sum has the sign of the output, unless it would subtract all
                        bool mixed =
                            k < 0
                                ? a.Columns.Negate != b.Columns.Negate
                                : a.Columns.Negate != b.Columns.Negate || a.Columns.Negate != c.Columns.Negate;
                        bool negated = mixed ? !root && columns.Negated < columns.AsIs : a.Columns.Negate;
                        int luts = columns.Luts + (negated ? columns.Negated : columns.AsIs);
                        int start = Math.Min(a.Start, b.Start);
                        start = k < 0 ? start : Math.Min(start, c.Start);
                        long range = (a.Range << (a.Start - start)) + (b.Range << (b.Start - start));
                        range += k < 0 ? 0 : c.Range << (c.Start - start);
                        int bits = TernaryNodes.WidthOf(0, range) - a.Width - b.Width - c.Width;
                        double cost = luts + (plan.Price * bits);
                        if (plan.Hold > 0)
                        {
                            int level = Math.Max(a.Level, Math.Max(b.Level, c.Level));
                            int waits = (level - a.Level) * a.Width + (level - b.Level) * b.Width;
                            cost += plan.Hold * (k < 0 ? waits : waits + (level - c.Level) * c.Width);
                        }
                        if (plan.Noise > 0)
                            cost += plan.Noise * random.Uniform();
                        if (cost < least)
                            (least, best) = (cost, new(i, j, k, luts, negated, added));
                    }
                    if (pair)
                        break;
                }
            }
        }
        state.Work += pair ? reach * reach / 2 : reach * reach * reach / 6;
        return best;
    }

    /// <summary>An adder of words, which are the terms of the row and then each adder's result.</summary>
    /// <param name="A">First operand.</param>
    /// <param name="B">Second operand.</param>
    /// <param name="C">Third operand, or -1.</param>
    /// <param name="Negated">Whether it makes the sum with all signs changed, and is read with the other sign.</param>
    internal readonly record struct Adder(int A, int B, int C, bool Negated);

    /// <param name="Low">Lowest value, in units of 2^Start, of what is stored.</param>
    /// <param name="High">Highest value.</param>
    /// <param name="Columns">Where it stands, and whether it is subtracted.</param>
    /// <param name="Level">Levels of adders above it.</param>
    /// <param name="Id">Position among the row's terms and its adders.</param>
    private readonly record struct Word(long Low, long High, AdderOperand Columns, int Level, int Id)
    {
        public long Weight { get; } = TernaryState.Power(Level);

        public int Start => Columns.Start;

        public long Range => High - Low;

        public int Width => Columns.End - Columns.Start;
    }

    private readonly record struct Choice(int I, int J, int K, int Luts, bool Negated, long Added);
}
