using FastAI.Compiler.Graph;

namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>Evaluates the float model over the calibration data and collects the statistics of every tensor.</summary>
internal static class CalibrationRun
{
    /// <summary>One entry for each node of the graph.</summary>
    public static TensorStatistics[] Collect(FloatGraph graph, CalibrationData data)
    {
        int count = graph.Nodes.Length;
        var low = new double[count];
        var high = new double[count];
        var samples = new List<double>[count];
        var stride = new int[count];
        for (int n = 0; n < count; n++)
        {
            (low[n], high[n], samples[n]) = (double.PositiveInfinity, double.NegativeInfinity, []);
            long all = (long)data.Events * graph.Nodes[n].Shape.Count;
            // Odd, so that a stride does not fall into step with an even number of channels.
            stride[n] = (int)((all + TensorStatistics.MaxSamples - 1) / TensorStatistics.MaxSamples) | 1;
        }
        var evaluator = new GraphEvaluator(graph);
        var phase = new long[count];
        for (int e = 0; e < data.Events; e++)
        {
            evaluator.Evaluate(data.Inputs, e);
            for (int n = 0; n < count; n++)
            {
                var values = evaluator[n];
                double least = low[n],
                    greatest = high[n];
                foreach (double value in values)
                {
                    if (!double.IsFinite(value))
                        continue;
                    if (value < least)
                        least = value;
                    if (value > greatest)
                        greatest = value;
                }
                (low[n], high[n]) = (least, greatest);
                long next = phase[n];
                for (; next < values.Length; next += stride[n])
                    if (double.IsFinite(values[(int)next]))
                        samples[n].Add(values[(int)next]);
                phase[n] = next - values.Length;
            }
        }
        var result = new TensorStatistics[count];
        for (int n = 0; n < count; n++)
        {
            samples[n].Sort();
            bool seen = low[n] <= high[n];
            result[n] = new(seen ? low[n] : 0, seen ? high[n] : 0, [.. samples[n]]);
        }
        return result;
    }
}
