using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Removes high bits that nobody reads: of sums, products, choices and tables of which a quantiser that wraps, or a slice, reads the low
/// bits alone. States keep all of theirs.
/// </summary>
/// <remarks>
/// The low n bits of sums, differences, products and left shifts are functions of the low n bits of their operands, as two's complement is
/// arithmetic modulo 2^n. Comparisons, addresses of tables and right shifts read what stands higher; so do outputs. A word that is read
/// whole is read with its sign, which stands for all bits above. What is known of a word's interval is known of its low bits.
/// </remarks>
public sealed class DropDeadHighBits : CircuitPass
{
    /// <summary>More bits than these are left alone: a sum of what is kept has up to two bits more.</summary>
    private const int MaxBits = FixedFormat.MaxWidth - 2;

    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        int[] needed = Needed(old);
        bool[] cut = CutByReaders(old, needed);
        return CircuitRewriter.Run(ref circuit, (b, map, i) =>
        {
            Word word = old.Words[i];
            int bits = needed[i];
            if (bits == 0)
                return b.Constant(0);
            if (bits >= word.Width || bits > MaxBits)
                return b.Copy(word, map);
            if (cut[i] && word is not (TableWord or PassWord))
                return CopyLow(b, map, word, bits);
            int low = word switch
            {
                TableWord table => b.Table(map[table.Input], LowBits(table.Table, bits), table.Memory),
                PassWord pass => b.Wrap(map[pass.Input], bits, false),
                _ => b.Wrap(CopyLow(b, map, word, bits), bits, false),
            };
            return b.Pass(low, BlockPart.None, WordTyping.Wrap(word.Range, bits, false));
        });
    }

    /// <summary>The operation on what is kept of its operands; of a sum's own constant the low bits are kept as well.</summary>
    private static int CopyLow(CircuitBuilder b, int[] map, Word word, int bits)
    {
        if (word is not SumWord sum)
            return b.Copy(word, map);
        SumTerm Mapped(SumTerm term) => term with { Word = map[term.Word] };
        return b.Sum(Mapped(sum.A), Mapped(sum.B), Mapped(sum.C), (long)WordTyping.Wrap(sum.Constant, bits, true));
    }

    /// <summary>Words of which every reader is a wrap that keeps no more than the bits needed, so that nothing has to be cut off.</summary>
    private static bool[] CutByReaders(Circuit circuit, int[] needed)
    {
        bool[] live = CircuitUses.Live(circuit),
            cut = new bool[circuit.Words.Length];
        Array.Fill(cut, true);
        for (int i = 0; i < cut.Length; i++)
        for (int k = 0; live[i] && k < circuit.Words[i].OperandCount; k++)
        {
            int operand = circuit.Words[i].Operand(k);
            cut[operand] &= circuit.Words[i] is WrapWord wrap && wrap.Bits <= needed[operand];
        }
        return cut;
    }

    private static LookupTable LowBits(LookupTable table, int bits)
    {
        long mask = (1L << bits) - 1;
        long[] entries = [.. table.Entries.Select(e => e & mask)];
        return new LookupTable(table.First, [.. entries], FixedFormat.ForInterval(new(entries.Min(), entries.Max()), 0));
    }

    /// <summary>For each word the number of low bits that readers need; its width where they need all.</summary>
    private static int[] Needed(Circuit circuit)
    {
        bool[] live = CircuitUses.Live(circuit);
        var needed = new int[circuit.Words.Length];
        void Need(int word, int bits) => needed[word] = Math.Max(needed[word], Math.Min(bits, circuit.Words[word].Width));
        void All(int word) => Need(word, int.MaxValue);
        foreach (CircuitOutput output in circuit.Outputs)
        foreach (int word in output.Words)
            All(word);
        foreach (CircuitState state in circuit.States)
            All(state.Next);
        for (int i = needed.Length - 1; i >= 0; i--)
        {
            Word word = circuit.Words[i];
            if (word is InputWord or StateWord or PhaseWord)
                All(i);
            if (!live[i])
                continue;
            int own = needed[i];
            bool whole = own == word.Width || own > MaxBits;
            int Low(int shift) => whole ? int.MaxValue : Math.Max(0, own - shift);
            switch (word)
            {
                case AddWord w:
                    Need(w.Left, Low(w.LeftShift));
                    Need(w.Right, Low(w.RightShift));
                    break;
                case SumWord w:
                    foreach (SumTerm term in (ReadOnlySpan<SumTerm>)[w.A, w.B, w.C])
                        Need(term.Word, Low(term.Shift));
                    break;
                case MultiplyWord w:
                    Need(w.Left, Low(0));
                    Need(w.Right, Low(0));
                    break;
                case MuxWord w:
                    All(w.Condition);
                    Need(w.WhenTrue, Low(0));
                    Need(w.WhenFalse, Low(0));
                    break;
                case ShiftLeftWord w:
                    Need(w.Input, Low(w.Bits));
                    break;
                case ShiftRightWord w:
                    Need(w.Input, whole ? int.MaxValue : own + w.Bits);
                    break;
                case WrapWord w:
                    // a narrow word that may be negative has its sign from the highest of the bits that are kept
                    Need(w.Input, whole && w.IsSigned ? w.Bits : own);
                    break;
                case PassWord { Part: BlockPart.None } w:
                    Need(w.Input, Low(0));
                    break;
                case HoldWord w:
                    Need(w.Input, Low(0));
                    break;
                case CollectWord w:
                    Need(w.Input, Low(0));
                    break;
                default:
                    for (int k = 0; k < word.OperandCount; k++)
                        All(word.Operand(k));
                    break;
            }
        }
        return needed;
    }
}
