using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Removes low bits that nobody reads and that cannot carry into one that somebody reads: of the finest operand of a sum of two or three,
/// those below the last bit of the others when the sum is shifted right beyond them; and of choices and tables, all that is shifted
/// out. States keep what a later sample reads.
/// </summary>
/// <remarks>
/// With rs zeros at the end of the right operand, floor((L + R 2^rs) / 2^t) = floor(L / 2^t) + R 2^(rs - t) for t up to rs: the low t bits
/// of L pass through. A subtracted finer operand borrows, so that it keeps its bits.
/// </remarks>
public sealed class DropDeadLowBits : CircuitPass
{
    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        int[] dead = Find(old);
        int Narrowed(int state) => Math.Min(dead[old.States[state].Word], old.Words[old.States[state].Word].Width - 1);
        return CircuitRewriter.Run(
            ref circuit,
            (builder, map, i) =>
                old.Words[i] is StateWord state && Narrowed(state.Index) is > 0 and var drop
                    ? builder.ShiftLeft(builder.State(state.Index, state.Range >> drop), drop)
                    : Replace(old, dead, builder, map, i),
            Narrowed
        );
    }

    private static int Replace(Circuit circuit, int[] dead, CircuitBuilder b, int[] map, int index)
    {
        int drop = dead[index];
        switch (circuit.Words[index])
        {
            case AddWord add when drop > 0:
                (int left, int right) = Fine(circuit, add, drop);
                if (left + right == 0)
                    break;
                int drops = left + right; // one of them is zero
                int finer = b.ShiftRight(map[left > 0 ? add.Left : add.Right], left > 0 ? left - add.LeftShift : right - add.RightShift);
                int coarser = left > 0 ? map[add.Right] : map[add.Left],
                    shift = left > 0 ? add.RightShift : add.LeftShift;
                // a constant holds its zeros itself
                if (shift < drops)
                    (coarser, shift) = (b.ShiftRight(coarser, drops - shift), drops);
                int sum =
                    left > 0
                        ? b.Add(finer, 0, coarser, shift - drops, add.Subtract)
                        : b.Add(coarser, shift - drops, finer, 0, add.Subtract);
                return b.ShiftLeft(sum, drops);
            case SumWord three when drop > 0 && Fine(circuit, three, drop) is > 0 and var columns:
                SumTerm Moved(SumTerm term) => term with { Word = map[term.Word], Shift = term.Shift - columns };
                var least = new SumTerm(b.ShiftRight(map[three.A.Word], columns - three.A.Shift), 0, false);
                // the constant zero may end anywhere
                var last = circuit.Words[three.C.Word] is ConstantWord ? new SumTerm(b.Constant(0), 0, false) : Moved(three.C);
                return b.ShiftLeft(b.Sum(least, Moved(three.B), last, three.Constant >> columns), columns);
            case MuxWord mux when drop > 0:
                return b.ShiftLeft(
                    b.Mux(map[mux.Condition], b.ShiftRight(map[mux.WhenTrue], drop), b.ShiftRight(map[mux.WhenFalse], drop)),
                    drop
                );
            case PassWord { Part: BlockPart.None } pass when drop > 0:
                return b.ShiftLeft(b.Pass(b.ShiftRight(map[pass.Input], drop), BlockPart.None, pass.Known >> drop), drop);
            case HoldWord hold when drop > 0:
                return b.ShiftLeft(b.Hold(b.ShiftRight(map[hold.Input], drop)), drop);
            case CollectWord collect when drop > 0:
                return b.ShiftLeft(b.Collect(b.ShiftRight(map[collect.Input], drop), collect.Phase), drop);
            case TableWord table when drop > 0:
                long[] entries = [.. table.Table.Entries.Select(e => e >> drop)];
                Interval range = new(entries.Min(), entries.Max());
                return b.ShiftLeft(
                    b.Table(
                        map[table.Input],
                        new LookupTable(table.Table.First, [.. entries], FixedFormat.ForInterval(range, 0)),
                        table.Memory
                    ),
                    drop
                );
        }
        return b.Copy(circuit.Words[index], map);
    }

    /// <summary>
    /// How many columns of the sum only one operand reaches and may lose: (columns of left, 0) or (0, columns of right).
    /// </summary>
    private static (int Left, int Right) Fine(Circuit circuit, AddWord add, int dead)
    {
        int leftEnd = End(circuit, add.Left, add.LeftShift),
            rightEnd = End(circuit, add.Right, add.RightShift);
        if (leftEnd < rightEnd)
            return Math.Min(dead, rightEnd) is var l && l > add.LeftShift ? (l, 0) : (0, 0);
        if (rightEnd < leftEnd && !add.Subtract)
            return Math.Min(dead, leftEnd) is var r && r > add.RightShift ? (0, r) : (0, 0);
        return (0, 0);
    }

    /// <summary>How many columns of the sum its first operand alone reaches and may lose; 0 where those are its own zeros.</summary>
    private static int Fine(Circuit circuit, SumWord sum, int dead)
    {
        int columns = Math.Min(Math.Min(dead, sum.B.Shift), circuit.Words[sum.C.Word] is ConstantWord ? dead : sum.C.Shift);
        if (sum.Constant != 0)
            columns = Math.Min(columns, (int)long.TrailingZeroCount(sum.Constant));
        return !sum.A.Negate && columns > sum.A.Shift ? columns : 0;
    }

    private static int End(Circuit circuit, int word, int shift) =>
        circuit.Words[word] is ConstantWord c
            ? c.Value == 0
                ? 64
                : (int)long.TrailingZeroCount(c.Value) + shift
            : shift;

    /// <summary>For each word the number of low bits that no reader needs.</summary>
    private static int[] Find(Circuit circuit)
    {
        const int All = 62;
        bool[] live = CircuitUses.Live(circuit);
        var dead = new int[circuit.Words.Length];
        Array.Fill(dead, All);
        foreach (CircuitOutput output in circuit.Outputs)
        foreach (int word in output.Words)
            dead[word] = 0;
        while (true)
        {
            Narrow(circuit, live, dead);
            // what a state takes is read as the state is; the last of a line first
            bool changed = false;
            for (int s = circuit.States.Length - 1; s >= 0; s--)
            {
                (int word, int next, _) = circuit.States[s];
                if (!live[word] || dead[next] <= dead[word])
                    continue;
                dead[next] = dead[word];
                changed = true;
            }
            if (!changed)
                return dead;
        }
    }

    /// <summary>Lowers the numbers of operands to what their readers need.</summary>
    private static void Narrow(Circuit circuit, bool[] live, int[] dead)
    {
        const int All = 62;
        for (int i = dead.Length - 1; i >= 0; i--)
        {
            if (!live[i])
                continue;
            int own = dead[i];
            void Allow(int operand, int bits) => dead[operand] = Math.Min(dead[operand], Math.Clamp(bits, 0, All));
            switch (circuit.Words[i])
            {
                case ShiftRightWord w:
                    Allow(w.Input, w.Bits + own);
                    break;
                case ShiftLeftWord w:
                    Allow(w.Input, own - w.Bits);
                    break;
                case WrapWord w:
                    Allow(w.Input, own < w.Bits ? own : 0);
                    break;
                case HoldWord w:
                    Allow(w.Input, own);
                    break;
                case CollectWord w:
                    Allow(w.Input, own);
                    break;
                case MuxWord w:
                    Allow(w.Condition, 0);
                    Allow(w.WhenTrue, own);
                    Allow(w.WhenFalse, own);
                    break;
                case AddWord w:
                    (int left, int right) = Fine(circuit, w, own);
                    Allow(w.Left, left - w.LeftShift);
                    Allow(w.Right, right - w.RightShift);
                    break;
                case SumWord w:
                    int first = Fine(circuit, w, own);
                    Allow(w.A.Word, first - w.A.Shift);
                    Allow(w.B.Word, first - w.B.Shift);
                    Allow(w.C.Word, first - w.C.Shift);
                    break;
                case PassWord { Part: BlockPart.None } w:
                    Allow(w.Input, own);
                    break;
                case CompareWord { Comparison: Comparison.Less } w when circuit.Words[w.Right] is ConstantWord { Value: 0 }:
                    Allow(w.Left, circuit.Words[w.Left].Width - 1); // the sign bit alone
                    Allow(w.Right, 0);
                    break;
                case var w:
                    for (int k = 0; k < w.OperandCount; k++)
                        Allow(w.Operand(k), 0);
                    break;
            }
        }
    }
}
