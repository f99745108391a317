using Microsoft.ML.OnnxRuntime;

namespace FastAI.Benchmarks.Emulation;

/// <summary>ONNX Runtime on one thread with its own optimisations, in float.</summary>
internal sealed class FloatRun : IDisposable
{
    private readonly InferenceSession session;
    private readonly long[] shape;

    private FloatRun(InferenceSession session, long[] shape) => (this.session, this.shape) = (session, shape);

    /// <summary>Null where the model has no twin or the native library is not installed.</summary>
    public static FloatRun? Open(string name)
    {
        if (FloatTwins.For(name) is not { } model)
            return null;
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            return new FloatRun(new InferenceSession(model, options), FloatTwins.ShapeOf(name));
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or FileNotFoundException)
        {
            Console.Error.WriteLine($"ONNX Runtime is not there: {e.Message}");
            return null;
        }
    }

    /// <summary>Seconds an event.</summary>
    public double PerEvent(int batch)
    {
        using var call = new FloatCall(session, shape, batch);
        return Stopwatches.Best(call.Run) / batch;
    }

    /// <summary>A batch to run again and again.</summary>
    public FloatCall Call(int batch) => new(session, shape, batch);

    public void Dispose() => session.Dispose();
}
