using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model;

namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>Representative events: for each input of the model, in model order, its values event after event, row-major.</summary>
public sealed class CalibrationData
{
    /// <param name="events">Number of events; at least 1.</param>
    /// <param name="inputs">For each input of the model <paramref name="events"/> times its element count values.</param>
    public CalibrationData(int events, ImmutableArray<double[]> inputs)
    {
        if (events < 1)
            throw FastAIException.BadInput("the calibration data hold no event");
        (Events, Inputs) = (events, inputs);
    }

    public int Events { get; }

    public ImmutableArray<double[]> Inputs { get; }

    /// <summary>Holds the data against a model.</summary>
    /// <exception cref="FastAIException">Count or shape of the inputs differ, or a value is not finite.</exception>
    public void Check(FloatGraph graph)
    {
        if (Inputs.Length != graph.Inputs.Length)
            throw FastAIException.BadInput($"the calibration data hold {Inputs.Length} arrays; the model has {graph.Inputs.Length} inputs");
        for (int i = 0; i < Inputs.Length; i++)
        {
            var input = graph.Nodes[graph.Inputs[i]];
            long expected = (long)Events * input.Shape.Count;
            if (Inputs[i].Length != expected)
                throw FastAIException.BadInput(
                    $"the calibration data of input '{input.Name}' hold {Inputs[i].Length} values; {Events} events of shape {input.Shape} are {expected}"
                );
            int bad = Array.FindIndex(Inputs[i], v => !double.IsFinite(v));
            if (bad >= 0)
                throw FastAIException.BadInput(
                    $"the calibration data of input '{input.Name}' hold {Inputs[i][bad]} in event {bad / input.Shape.Count}, element {bad % input.Shape.Count}"
                );
        }
    }
}
