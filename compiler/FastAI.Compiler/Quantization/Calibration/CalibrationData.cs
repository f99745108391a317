using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

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
    /// <param name="graph">The model.</param>
    /// <param name="missing">For each input which elements can be missing (NaN); null where none can.</param>
    /// <exception cref="FastAIException">Count or shape of the inputs differ, or a value is not finite and cannot be missing.</exception>
    public void Check(FloatGraph graph, ImmutableArray<PerElement<MissingValue>?> missing)
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
            int bad = -1;
            for (int v = 0; v < Inputs[i].Length && bad < 0; v++)
                if (!double.IsFinite(Inputs[i][v]) && !(double.IsNaN(Inputs[i][v]) && IsMissing(missing[i], v % input.Shape.Count)))
                    bad = v;
            if (bad >= 0)
                throw FastAIException.BadInput(
                    $"the calibration data of input '{input.Name}' hold {Inputs[i][bad]} in event {bad / input.Shape.Count}, element {bad % input.Shape.Count}"
                        + (
                            double.IsNaN(Inputs[i][bad])
                                ? $"; for values that can be missing state in the precision file  {input.Name}: {{ format: \"fixed<16,6>\", missing: least }}"
                                : ""
                        )
                );
        }
    }

    /// <summary>Events of which some value of some input is missing (NaN).</summary>
    public int EventsWithMissing()
    {
        var missing = new HashSet<int>();
        foreach (double[] values in Inputs)
            for (int v = 0; v < values.Length; v++)
                if (double.IsNaN(values[v]))
                    missing.Add(v / (values.Length / Events));
        return missing.Count;
    }

    private static bool IsMissing(PerElement<MissingValue>? missing, int element) =>
        missing is not null && missing[element] != MissingValue.None;
}
