using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Sums of two words that open synthesis would join with an addition before or behind them in the same stage into one of many operands,
/// made of full adders in two tables a bit. A design of primitives makes them as instances, one table a bit.
/// </summary>
public static class ChainedSums
{
    /// <summary>For each word whether it is such a sum; none in a circuit without sums of three operands, which is not made of
    /// primitives.</summary>
    public static bool[] Of(PipelinedCircuit pipeline)
    {
        Circuit circuit = pipeline.Circuit;
        var chained = new bool[circuit.Words.Length];
        if (!circuit.Words.Any(w => w is SumWord))
            return chained;
        for (int i = 0; i < chained.Length; i++)
        {
            if (circuit.Words[i] is not AddWord add)
                continue;
            foreach (int operand in (ReadOnlySpan<int>)[add.Left, add.Right])
            {
                if (circuit.Words[operand] is not AddWord inner || pipeline.Stages[operand] != pipeline.Stages[i])
                    continue;
                chained[i] |= IsOfVariables(circuit, add);
                chained[operand] |= IsOfVariables(circuit, inner);
            }
        }
        return chained;
    }

    /// <summary>The columns of the sum's carry chain.</summary>
    public static SumColumns Columns(Circuit circuit, AddWord add)
    {
        SumOperand Operand(int word, int shift, bool negate) => SumOperand.Of(circuit.Words[word], new(word, shift, negate));
        return SumColumns.Of(
            Operand(add.Left, add.LeftShift, false),
            Operand(add.Right, add.RightShift, add.Subtract),
            default,
            0,
            add.Width
        );
    }

    private static bool IsOfVariables(Circuit circuit, AddWord add) =>
        circuit.Words[add.Left] is not ConstantWord && circuit.Words[add.Right] is not ConstantWord;
}
