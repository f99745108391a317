using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace FastAI.Runtime.Reference;

/// <summary>Measures how many events per second ONNX Runtime itself computes, inputs ready as tensors.</summary>
public static class ReferenceSpeed
{
    /// <summary>The best of several short windows, each of whole runs, so that other load on the machine counts least.</summary>
    /// <param name="reference">The model, opened with <see cref="ReferenceOptions.Fastest"/> for the fairest figure.</param>
    /// <param name="batch">Events per run; a model of fixed batch takes 1.</param>
    /// <param name="windows">How many windows.</param>
    /// <param name="window">Length of a window.</param>
    /// <returns>Events per second.</returns>
    public static double Measure(FloatReference reference, int batch, int windows, TimeSpan window)
    {
        var random = new Random(1);
        var events = Math.Min(batch, reference.LargestBatch(1));
        var tensors = new List<OrtValue>();
        try
        {
            for (var input = 0; input < reference.Inputs.Count; input++)
            {
                // Small whole numbers are values of every element type.
                var port = reference.Inputs[input];
                var size = port.Shape.Aggregate(1, (product, dimension) => product * Math.Abs(dimension));
                var values = Array.ConvertAll(new double[events * size], _ => (double)random.Next(2));
                tensors.Add(TensorConversion.ToTensor(port, values, reference.BatchShape(input, events, size)));
            }
            reference.RunRaw(tensors);
            return Enumerable.Range(0, windows).Max(_ => Window(reference, tensors, events, window));
        }
        finally
        {
            tensors.ForEach(tensor => tensor.Dispose());
        }
    }

    private static double Window(FloatReference reference, List<OrtValue> tensors, int events, TimeSpan window)
    {
        var start = Stopwatch.GetTimestamp();
        long done = 0;
        TimeSpan elapsed;
        do
        {
            reference.RunRaw(tensors);
            done += events;
            elapsed = Stopwatch.GetElapsedTime(start);
        } while (elapsed < window);
        return done / elapsed.TotalSeconds;
    }
}
