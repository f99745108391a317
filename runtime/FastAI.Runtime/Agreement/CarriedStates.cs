using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Runtime.Agreement;

/// <summary>
/// States of a model that feeds outputs back, recording after recording and tick after tick: the float model carries its own, and the
/// fixed-point model its own, so that differences add up as they do in the detector. Proofs compare the two for the
/// same states: those of the fixed-point model.
/// </summary>
internal sealed class CarriedStates
{
    private readonly StreamSettings settings;
    private readonly Emulator emulator;
    private readonly InputNode[] nodes;
    private readonly long ticks;
    private readonly double[][] floats;
    private readonly long[][] mantissas;

    /// <param name="graph">A model with feedback.</param>
    /// <param name="emulator">Its emulator.</param>
    /// <param name="ticks">Ticks of a recording.</param>
    internal CarriedStates(FixedGraph graph, Emulator emulator, long ticks)
    {
        (settings, this.emulator, this.ticks) = (graph.Stream!, emulator, ticks);
        nodes = [.. settings.Feedback.Select(f => (InputNode)graph.Nodes[graph.Inputs[f.Input]])];
        floats = [.. nodes.Select(n => new double[n.Type.Count])];
        mantissas = [.. nodes.Select(n => new long[n.Type.Count])];
    }

    /// <summary>Runs the float model tick by tick.</summary>
    /// <param name="first">Number of the first tick over all recordings.</param>
    /// <param name="reals">All inputs of some ticks; receives the states that the float model carried.</param>
    /// <param name="run">Computes the outputs of one tick from its inputs.</param>
    /// <returns>The outputs.</returns>
    internal double[][] Floats(long first, double[][] reals, Func<double[][], double[][]> run)
    {
        int count = reals[0].Length / Size(0);
        double[][] results = [.. emulator.Outputs.Select(o => new double[count * o.Shape.Count])];
        for (int e = 0; e < count; e++)
        {
            if ((first + e) % ticks == 0)
                Start((s, i) => floats[s][i] = Quantizer.ToReal(settings.Feedback[s].Initial[i], nodes[s].Type[i].Fraction));
            for (int s = 0; s < floats.Length; s++)
                floats[s].CopyTo(reals[settings.Feedback[s].Input], e * floats[s].Length);
            double[][] outputs = run([.. reals.Select((values, i) => values.AsSpan(e * Size(i), Size(i)).ToArray())]);
            for (int o = 0; o < outputs.Length; o++)
                outputs[o].CopyTo(results[o], e * outputs[o].Length);
            for (int s = 0; s < floats.Length; s++)
                floats[s] = outputs[settings.Feedback[s].Output];
        }
        return results;
    }

    /// <summary>Runs the fixed-point model tick by tick.</summary>
    /// <param name="first">Number of the first tick over all recordings.</param>
    /// <param name="events">Mantissas of all inputs of some ticks; receives the states.</param>
    /// <param name="reals">Receives the values of the states.</param>
    internal void Fixed(long first, Span<long> events, double[][] reals)
    {
        var results = new long[emulator.OutputCount];
        for (int e = 0; e < events.Length / emulator.InputCount; e++)
        {
            var inputs = events.Slice(e * emulator.InputCount, emulator.InputCount);
            if ((first + e) % ticks == 0)
                Start((s, i) => mantissas[s][i] = settings.Feedback[s].Initial[i]);
            for (int s = 0; s < mantissas.Length; s++)
            {
                int input = settings.Feedback[s].Input;
                mantissas[s].CopyTo(inputs[emulator.Inputs[input].Offset..]);
                for (int i = 0; i < mantissas[s].Length; i++)
                    reals[input][e * mantissas[s].Length + i] = Quantizer.ToReal(mantissas[s][i], nodes[s].Type[i].Fraction);
            }
            emulator.Run(inputs, results);
            for (int s = 0; s < mantissas.Length; s++)
            {
                var output = emulator.Outputs[settings.Feedback[s].Output];
                for (int i = 0; i < mantissas[s].Length; i++)
                    mantissas[s][i] = Quantizer.Quantize(
                        results[output.Offset + i],
                        output.Formats[i].Fraction,
                        nodes[s].Type[i].Format,
                        nodes[s].Rounding,
                        nodes[s].Overflow
                    );
            }
        }
    }

    private int Size(int input) => emulator.Inputs[input].Shape.Count;

    private void Start(Action<int, int> set)
    {
        for (int s = 0; s < nodes.Length; s++)
        for (int i = 0; i < nodes[s].Type.Count; i++)
            set(s, i);
    }
}
