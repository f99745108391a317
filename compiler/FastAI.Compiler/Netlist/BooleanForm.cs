namespace FastAI.Compiler.Netlist;

/// <summary>
/// A Boolean function as an expression of and, or, exclusive or and not with few literals: Shannon's expansion in the order of inputs for
/// which it folds best, f = x f1 + x' f0.
/// </summary>
internal sealed class BooleanForm
{
    private readonly Dictionary<(ulong Table, int Left), (int Literals, int Input)> best = [];
    private readonly int inputs;

    private BooleanForm(int inputs) => this.inputs = inputs;

    /// <summary>Writes the function.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="names">Its inputs as operands.</param>
    /// <param name="writer">How an operation is written.</param>
    public static string Write(ulong table, IReadOnlyList<string> names, IBooleanWriter writer) =>
        new BooleanForm(names.Count).Write(table & TruthTable.All(names.Count), (1 << names.Count) - 1, names, writer).Text;

    /// <summary>The best input to expand by, and the literals that this takes; the table is that of all inputs,
    /// of which only those left matter.</summary>
    private (int Literals, int Input) Best(ulong table, int left)
    {
        if (table == 0 || table == TruthTable.All(inputs))
            return (0, -1);
        if (best.TryGetValue((table, left), out var known))
            return known;
        (int Literals, int Input) found = (int.MaxValue, -1);
        for (int k = 0; k < inputs; k++)
        {
            if ((left >> k & 1) == 0 || !TruthTable.Depends(table, inputs, k))
                continue;
            (ulong zero, ulong one) = Halves(table, k);
            int rest = left & ~(1 << k);
            int literals =
                zero == (~one & TruthTable.All(inputs))
                    ? 1 + Best(zero, rest).Literals
                    : Best(zero, rest).Literals + Best(one, rest).Literals + (IsConstant(zero) || IsConstant(one) ? 1 : 2);
            if (literals < found.Literals)
                found = (literals, k);
        }
        best.Add((table, left), found);
        return found;
    }

    private (string Text, bool IsAtom) Write(ulong table, int left, IReadOnlyList<string> names, IBooleanWriter writer)
    {
        ulong all = TruthTable.All(inputs);
        if (IsConstant(table))
            return (writer.Constant(table != 0), true);
        int k = Best(table, left).Input,
            rest = left & ~(1 << k);
        (ulong zero, ulong one) = Halves(table, k);
        string x = names[k],
            not = writer.Not(x);
        if (zero == 0 && one == all)
            return (x, true);
        if (zero == all && one == 0)
            return (not, false);
        string Part(ulong part) => Write(part, rest, names, writer) is var (text, atom) && atom ? text : $"({text})";
        if (zero == (~one & all))
            return (writer.Xor(x, Part(zero)), false);
        if (zero == 0)
            return (writer.And(x, Part(one)), false);
        if (zero == all)
            return (writer.Or(Bracketed(not), Part(one)), false);
        if (one == 0)
            return (writer.And(Bracketed(not), Part(zero)), false);
        if (one == all)
            return (writer.Or(x, Part(zero)), false);
        return (writer.Or($"({writer.And(x, Part(one))})", $"({writer.And(Bracketed(not), Part(zero))})"), false);
    }

    private static string Bracketed(string text) => $"({text})";

    private bool IsConstant(ulong table) => table == 0 || table == TruthTable.All(inputs);

    /// <summary>The function where the input is 0 and where it is 1, as tables of all inputs.</summary>
    private (ulong Zero, ulong One) Halves(ulong table, int input)
    {
        ulong rows = TruthTable.RowsOf(input) & TruthTable.All(inputs),
            one = table & rows,
            zero = table & ~rows;
        return (zero | TruthTable.Invert(zero, input), one | TruthTable.Invert(one, input));
    }
}
