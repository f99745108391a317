using System.Diagnostics;
using FastAI.Emulation;
using FastAI.Model.Build;
using FastAI.Runtime.Reference;

namespace FastAI.Runtime.Agreement;

/// <summary>Measures emulator and ONNX Runtime one after the other, one thread each, the best of short windows.</summary>
internal static class SpeedComparison
{
    private const int Batch = 1024;
    private const int Windows = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    internal static SpeedReport Run(CompiledModel model, Emulator emulator)
    {
        using var reference = FloatReference.Open(
            model.ReferencePath,
            ReferenceOptions.Fastest with
            {
                Outputs = [.. emulator.Outputs.Select(o => o.Name)],
            }
        );
        double theirs = ReferenceSpeed.Measure(reference, Batch, Windows, Window),
            ours = 0;
        long[] inputs = new long[Batch * emulator.InputCount],
            outputs = new long[Batch * emulator.OutputCount];
        emulator.Run(inputs, outputs);
        for (int w = 0; w < Windows; w++)
        {
            long start = Stopwatch.GetTimestamp(),
                events = 0;
            TimeSpan elapsed;
            do
            {
                emulator.Run(inputs, outputs);
                events += Batch;
                elapsed = Stopwatch.GetElapsedTime(start);
            } while (elapsed < Window);
            ours = Math.Max(ours, events / elapsed.TotalSeconds);
        }
        return new(ours, theirs, ours / theirs);
    }
}
