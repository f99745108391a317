using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>The chain of words that takes the longest between two registers, and the layer that has the largest share of it.</summary>
/// <param name="Stage">Pipeline stage that the chain stands in, from 1.</param>
/// <param name="Nanoseconds">Time of all its words, without the register.</param>
/// <param name="Layer">Layer whose words take the largest part.</param>
/// <param name="LayerNanoseconds">That part.</param>
public sealed record LongestPath(int Stage, double Nanoseconds, string Layer, double LayerNanoseconds)
{
    /// <summary>The longest path of all stages: what binds the clock.</summary>
    public static LongestPath Of(PipelinedCircuit pipeline, DelayModel model) => Of(pipeline.Circuit, model, pipeline.Stages.AsSpan());

    /// <summary>The longest path from an input to an output: what binds the latency.</summary>
    public static LongestPath Of(Circuit circuit, DelayModel model)
    {
        var stages = new int[circuit.Words.Length];
        for (int i = 0; i < stages.Length; i++)
            stages[i] = circuit.Words[i].IsSource ? 0 : 1;
        return Of(circuit, model, stages);
    }

    private static LongestPath Of(Circuit circuit, DelayModel model, ReadOnlySpan<int> stages)
    {
        var arrival = new double[stages.Length];
        double[] delays = model.Of(circuit);
        var before = new int[stages.Length];
        int end = -1;
        for (int i = 0; i < stages.Length; i++)
        {
            Word word = circuit.Words[i];
            before[i] = -1;
            if (stages[i] == 0)
                continue;
            for (int k = 0; k < word.OperandCount; k++)
            {
                int operand = word.Operand(k);
                if (stages[operand] == stages[i] && arrival[operand] > arrival[i])
                    (arrival[i], before[i]) = (arrival[operand], operand);
            }
            arrival[i] += delays[i];
            if (end < 0 || arrival[i] > arrival[end])
                end = i;
        }
        if (end < 0)
            return new(1, 0, circuit.Layers.Length > 0 ? circuit.Layers[0] : circuit.Name, 0); // outputs are inputs or constants
        var shares = new SortedDictionary<int, double>();
        for (int i = end; i >= 0; i = before[i])
            shares[circuit.Words[i].Layer] =
                shares.GetValueOrDefault(circuit.Words[i].Layer) + arrival[i] - (before[i] >= 0 ? arrival[before[i]] : 0);
        var (layer, share) = shares.MaxBy(s => s.Value);
        return new(stages[end], arrival[end], circuit.Layers[layer], share);
    }
}
