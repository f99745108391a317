using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Estimation;

/// <summary>Counts what a pipelined circuit needs, layer by layer. Flip-flops are those of the pipeline and of
/// states, with one valid bit a rank.</summary>
public static class ResourceEstimator
{
    public static ResourceEstimate Estimate(PipelinedCircuit pipeline)
    {
        Circuit circuit = pipeline.Circuit;
        var costs = new WordCost(pipeline);
        var registers = new PipelineRegisters(pipeline);
        int count = circuit.Layers.Length;
        var words = new int[count];
        var resources = new Resources[count];
        var first = new int[count];
        var last = new int[count];
        for (int i = 0; i < circuit.Words.Length; i++)
        {
            Word word = circuit.Words[i];
            if (word is ConstantWord)
                continue;
            int layer = word.Layer;
            Resources cost = costs.Of(i);
            resources[layer] += cost + registers.Of(i);
            words[layer]++;
            if (cost == default)
                continue;
            first[layer] = first[layer] == 0 ? pipeline.Stages[i] : Math.Min(first[layer], pipeline.Stages[i]);
            last[layer] = Math.Max(last[layer], pipeline.Stages[i]);
        }
        StateCost.AddStates(pipeline, resources);
        Resources total = StateCost.Control(pipeline);
        foreach (Resources r in resources)
            total += r;
        return new(
            total,
            [.. Enumerable.Range(0, count).Select(l => new LayerEstimate(circuit.Layers[l], words[l], resources[l], first[l], last[l]))]
        );
    }
}
