using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Choices between a word and a constant (a ReLU, a limit) that only a register reads: the register's synchronous reset or set makes the
/// choice and no table is needed. Flip-flops of all families have one; eight share it (AMD UG574, control
/// signals of a slice), as the bits of a word do.
/// </summary>
public static class RegisterResets
{
    /// <summary>For each word whether it is such a choice.</summary>
    public static bool[] Of(PipelinedCircuit pipeline)
    {
        Circuit circuit = pipeline.Circuit;
        var resets = new bool[circuit.Words.Length];
        for (int i = 0; i < resets.Length; i++)
        {
            resets[i] =
                circuit.Words[i] is MuxWord mux
                && pipeline.RegistersOf(i) > 0
                && circuit.Words[mux.WhenTrue] is ConstantWord ^ circuit.Words[mux.WhenFalse] is ConstantWord;
        }
        for (int i = 0; i < resets.Length; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
                if (pipeline.Stages[word.Operand(k)] == pipeline.Stages[i])
                    resets[word.Operand(k)] = false;
        }
        foreach (CircuitState state in circuit.States)
            if (pipeline.WriteStage(state) == pipeline.Stages[state.Next])
                resets[state.Next] = false;
        return resets;
    }
}
