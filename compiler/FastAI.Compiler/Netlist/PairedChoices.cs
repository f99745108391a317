namespace FastAI.Compiler.Netlist;

/// <summary>
/// Choices between a word and a constant (a ReLU, a limit) that an AMD device makes two bits a LUT6_2, as both bits read the same
/// condition: all but those in a chain of such choices, which takes one table a bit for two of them.
/// </summary>
public static class PairedChoices
{
    /// <summary>For each word whether it is such a choice; none in a circuit without sums of three operands,
    /// which is not made of primitives.</summary>
    public static bool[] Of(Circuit circuit)
    {
        var paired = new bool[circuit.Words.Length];
        if (!circuit.Words.Any(w => w is SumWord))
            return paired;
        for (int i = 0; i < paired.Length; i++)
            paired[i] = circuit.Words[i].Width >= 2 && Variable(circuit, i) is not null;
        for (int i = 0; i < paired.Length; i++)
        {
            if (Variable(circuit, i) is not { } inner || Variable(circuit, inner) is null)
                continue;
            paired[i] = paired[inner] = false;
        }
        return paired;
    }

    /// <summary>The word of a choice whose other branch is a constant.</summary>
    private static int? Variable(Circuit circuit, int index) =>
        circuit.Words[index] is not MuxWord mux
            ? null
            : (circuit.Words[mux.WhenTrue], circuit.Words[mux.WhenFalse]) switch
            {
                (ConstantWord, ConstantWord) => null,
                (ConstantWord, _) => mux.WhenFalse,
                (_, ConstantWord) => mux.WhenTrue,
                _ => null,
            };
}
