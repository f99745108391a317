using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Estimation;

/// <summary>LUTs, carry bits, multipliers and memories of each word, by the structure of six-input tables with a carry chain (one adder bit
/// a LUT).</summary>
internal sealed class WordCost
{
    /// <summary>A comparison of so few bits with a constant goes into the tables of whoever reads it.</summary>
    private const int AbsorbedBits = 3;

    /// <summary>The only reader of a word; -1 when there is none or an output reads it, -2 when there are several.</summary>
    private readonly int[] reader;
    private readonly PipelinedCircuit pipeline;

    /// <summary>Which choices are made two bits a LUT; null in a design that is not made of primitives.</summary>
    private readonly PairedChoices? choices;
    private readonly bool[] chained;
    private readonly bool[] resets;
    private readonly Circuit circuit;

    /// <summary>Which tables share a LUT; null where the device's have one output.</summary>
    private readonly LutPairs? pairs;

    public WordCost(PipelinedCircuit pipeline)
    {
        this.pipeline = pipeline;
        circuit = pipeline.Circuit;
        choices = pipeline.HasPrimitives ? PairedChoices.In(pipeline) : null;
        chained = ChainedSums.Of(pipeline);
        resets = RegisterResets.Of(pipeline);
        pairs = pipeline.DualTables ? LutPairs.Of(pipeline) : null;
        reader = new int[circuit.Words.Length];
        Array.Fill(reader, -1);
        for (int i = 0; i < reader.Length; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
                reader[word.Operand(k)] = reader[word.Operand(k)] is -1 ? i : -2;
        }
        foreach (CircuitOutput output in circuit.Outputs)
        foreach (int word in output.Words)
            reader[word] = -2;
        foreach (CircuitState state in circuit.States)
            reader[state.Next] = -2;
    }

    public Resources Of(int index)
    {
        Word Operand(int word) => circuit.Words[word];
        switch (circuit.Words[index])
        {
            case AddWord add when add.IsDisjoint(Operand(add.Left), Operand(add.Right)):
                return default;
            case AddWord add when chained[index]:
                SumColumns two = ChainedSums.Columns(circuit, add);
                return new(two.Luts, 0, InstanceChain(two.Chain), 0, 0);
            case ProductRowWord row:
                return new(Columns(row, Operand(row.Multiplicand)), 0, Chain(row.Width - row.Shift + 1), 0, 0);
            case AddWord add:
                int luts = Columns(add, Operand(add.Left), Operand(add.Right));
                return IsCompressed(index)
                    ? new(2 * luts, 0, 0, 0, 0)
                    : new(luts, 0, Chain(DelayModel.AdderBits(add, Operand(add.Left), Operand(add.Right))), 0, 0);
            case SumWord sum:
                SumColumns columns = SumColumns.Of(circuit, sum);
                return new(columns.Luts, 0, InstanceChain(columns.Chain), 0, 0);
            case MultiplyWord multiply:
                return Multiply(Operand(multiply.Left), Operand(multiply.Right));
            case CompareWord compare when DelayModel.IsSign(circuit, compare):
                return default;
            case CompareWord compare when Operand(compare.Right) is ConstantWord:
                return new(
                    Operand(compare.Left).Width <= AbsorbedBits && choices?.Reads(index) != true ? 0 : Tree(Operand(compare.Left).Width),
                    0,
                    0,
                    0,
                    0
                );
            case CompareWord compare when Compared(compare) is > 0 and var compared:
                return new(compared, 0, InstanceChain(compared), 0, 0);
            case CompareWord { Comparison: Comparison.Less } compare:
                // six inputs are three bits of each word, which generate in one table and propagate in another (Yosys, cmp2lcu.v);
                // behind a choice in the same stage synthesis trades tables for depth and comes to two bits
                int width = Math.Max(Operand(compare.Left).Width, Operand(compare.Right).Width);
                bool chosen = IsChosenHere(compare.Left, index) || IsChosenHere(compare.Right, index);
                return new(2 * Columns(width, chosen ? 2 : 3), 0, Chain(Columns(width, 3)), 0, 0);
            case CompareWord compare:
                return new(Tree(Operand(compare.Left).Width + Operand(compare.Right).Width), 0, 0, 0, 0);
            case LogicWord logic:
                return new(IsInversion(logic) || SharesReader(index) ? 0 : 1, 0, 0, 0, 0);
            case MuxWord mux when choices?.Of(index) is not null:
                return new((mux.Width + 1) / 2, 0, 0, 0, 0);
            case MuxWord when resets[index] || choices?.IsInside(index) == true:
                return default;
            case MuxWord mux:
                return new(IsBelowMux(index) || IsConstant(mux.WhenTrue) && IsConstant(mux.WhenFalse) ? 0 : mux.Width, 0, 0, 0, 0);
            case TableWord { InBlock: true } table:
                return new(0, 0, 0, 0, pipeline.MemoryBlocks(table.Table.Entries.Length, table.Width));
            case TableWord table:
                return new(TableCost.Luts(table.Table), 0, 0, 0, 0);
            case LutWord lut:
                return new(
                    pairs is null
                        ? IsInReader(index, lut)
                            ? 0
                            : 1
                        : pairs.PartnerOf(index) >= 0 && pairs.PartnerOf(index) < index
                            ? 0
                            : 1,
                    0,
                    0,
                    0,
                    0
                );
            default:
                return default;
        }
    }

    /// <summary>A table that one other alone reads, and that has no more than six inputs together with it, is computed there.</summary>
    private bool IsInReader(int index, LutWord lut) =>
        reader[index] >= 0
        && circuit.Words[reader[index]] is LutWord outer
        && lut.Inputs.Union(outer.Inputs).Count() - 1 <= TruthTable.MaxInputs;

    /// <summary>
    /// Of additions that follow each other without a register, synthesis makes one of many operands, where nothing is shifted or
    /// sign-extended in between: all but the last become full adders of two tables a bit, which hand two words on.
    /// </summary>
    private bool IsCompressed(int index) =>
        reader[index] >= 0
        && pipeline.Stages[reader[index]] == pipeline.Stages[index]
        && !circuit.Words[index].IsSigned
        && circuit.Words[reader[index]] is AddWord outer
        && (outer.Left == index ? outer.LeftShift : outer.RightShift) == 0
        && !IsConstant(outer.Left)
        && !IsConstant(outer.Right);

    /// <summary>
    /// Columns in which both operands have a bit that varies: a signed operand reaches to the top, an unsigned one to its width. A column
    /// with one bit, or with a constant, is an input of the carry chain as it stands or inverted.
    /// Columns that hold both signs share one table.
    /// </summary>
    internal static int Columns(AddWord add, Word left, Word right)
    {
        if (left is ConstantWord || right is ConstantWord)
            return 0;
        int leftEnd = add.LeftShift + left.Width,
            rightEnd = add.RightShift + right.Width;
        int top =
            left.IsSigned && right.IsSigned
                ? Math.Max(leftEnd, rightEnd)
                : Math.Min(left.IsSigned ? int.MaxValue : leftEnd, right.IsSigned ? int.MaxValue : rightEnd);
        return Math.Max(0, Math.Min(add.Width, top) - Math.Max(add.LeftShift, add.RightShift));
    }

    /// <summary>Twice the multiplicand with its sign; the columns above hold the signs of both operands and share one table.</summary>
    internal static int Columns(ProductRowWord row, Word multiplicand) =>
        Math.Min(row.Width - row.Shift, MultiplierCost.SignedWidth(multiplicand) + 1);

    /// <summary>Columns of a comparison that is an instance of primitives.</summary>
    private int Compared(CompareWord word) => choices is null ? 0 : ComparisonChain.Columns(circuit, word);

    private bool IsChosenHere(int word, int reader) => circuit.Words[word] is MuxWord && pipeline.Stages[word] == pipeline.Stages[reader];

    /// <summary>Columns of a carry chain for so many bits.</summary>
    private static int Columns(int bits, int each) => (bits + each - 1) / each;

    private static int Chain(int bits) => (bits + 3) / 4;

    /// <summary>A sum that is an instance of primitives takes whole carry chains of eight bits.</summary>
    private static int InstanceChain(int bits) => 2 * ((bits + 7) / 8);

    /// <summary>An inversion goes into the table of whoever reads it.</summary>
    private bool IsInversion(LogicWord logic) => logic.Operation == LogicOperation.Xor && IsConstant(logic.Right);

    /// <summary>A bit that one other bit or choice alone reads is computed in its table.</summary>
    private bool SharesReader(int index) => reader[index] >= 0 && circuit.Words[reader[index]] is LogicWord;

    /// <summary>A choice with a constant that another choice with a constant alone reads shares its tables: three inputs a bit in
    /// all.</summary>
    private bool IsBelowMux(int index) =>
        IsWithConstant((MuxWord)circuit.Words[index])
        && reader[index] >= 0
        && circuit.Words[reader[index]] is MuxWord outer
        && IsWithConstant(outer)
        && !resets[reader[index]];

    private bool IsWithConstant(MuxWord mux) => IsConstant(mux.WhenTrue) || IsConstant(mux.WhenFalse);

    private bool IsConstant(int word) => circuit.Words[word] is ConstantWord;

    /// <summary>A product that was left whole fits a block; those below nine bits stay in tables, as open synthesis decides.</summary>
    internal static Resources Multiply(Word left, Word right)
    {
        int a = left.Width + (left.IsSigned ? 0 : 1),
            b = right.Width + (right.IsSigned ? 0 : 1);
        int narrow = Math.Min(a, b),
            wide = Math.Max(a, b);
        if (left.Width + right.Width < 9 || narrow < 2)
            return new(left.Width * right.Width, 0, Math.Min(left.Width, right.Width) * Chain(wide), 0, 0);
        return new(0, 0, 0, 1, 0);
    }

    /// <summary>LUTs of a function that is a tree of its inputs: each takes six and gives one.</summary>
    private static int Tree(int inputs) => Math.Max(1, (inputs + 3) / 5);
}
