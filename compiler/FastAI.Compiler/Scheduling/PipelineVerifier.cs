using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>What holds of every <see cref="PipelinedCircuit"/>: stages in order, no path between two registers longer than the clock
/// allows, and states written in time.</summary>
public static class PipelineVerifier
{
    /// <exception cref="InvalidOperationException">The first thing that does not hold: a fault of the scheduler.</exception>
    public static void Verify(PipelinedCircuit pipeline, DelayModel model)
    {
        Circuit circuit = pipeline.Circuit;
        foreach (CircuitState state in circuit.States)
        {
            int read = pipeline.Stages[state.Word],
                write = pipeline.WriteStage(state);
            if (write >= read + circuit.Interleave)
                throw new InvalidOperationException(
                    $"state {circuit.Words[state.Word]} is read in stage {read} and written behind stage {write}, too late for a sample {circuit.Interleave} cycles later"
                );
        }
        double budget = model.Budget(pipeline.ClockMHz);
        double[] delays = model.Of(circuit);
        var arrival = new double[circuit.Words.Length];
        for (int i = 0; i < arrival.Length; i++)
        {
            Word word = circuit.Words[i];
            int stage = pipeline.Stages[i];
            if (word.IsSource ? stage != 0 : stage < 1 || stage > pipeline.Latency + (word is CollectWord ? 1 : 0))
                throw new InvalidOperationException($"word {i} ({word}) is in stage {stage} of {pipeline.Latency}");
            for (int k = 0; k < word.OperandCount; k++)
            {
                int operand = word.Operand(k);
                if (pipeline.Stages[operand] + word.Behind(circuit.Words[operand]) > stage)
                    throw new InvalidOperationException(
                        $"word {i} in stage {stage} reads word {operand} of stage {pipeline.Stages[operand]}"
                    );
                if (pipeline.Stages[operand] == stage)
                    arrival[i] = Math.Max(arrival[i], arrival[operand]);
            }
            if (word.IsSource)
                continue;
            arrival[i] += delays[i];
            if (arrival[i] > budget + 1e-9)
                throw new InvalidOperationException($"word {i} ({word}) arrives {arrival[i]} ns into stage {stage}, which has {budget} ns");
        }
    }
}
