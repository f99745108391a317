using Microsoft.ML.OnnxRuntime;

namespace FastAI.Benchmarks.Emulation;

/// <summary>A batch of random values for ONNX Runtime, to run again and again.</summary>
internal sealed class FloatCall : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtValue input;
    private readonly RunOptions options = new();
    private readonly string[] names = ["x"];
    private readonly OrtValue[] inputs;

    public FloatCall(InferenceSession session, long[] shape, int batch)
    {
        this.session = session;
        long[] all = [batch, .. shape];
        var data = new float[all.Aggregate((a, b) => a * b)];
        var random = new Random(1);
        for (int i = 0; i < data.Length; i++)
            data[i] = (float)random.NextDouble();
        input = OrtValue.CreateTensorValueFromMemory(data, all);
        inputs = [input];
    }

    public void Run()
    {
        using var results = session.Run(options, names, inputs, session.OutputNames);
    }

    public void Dispose()
    {
        input.Dispose();
        options.Dispose();
    }
}
