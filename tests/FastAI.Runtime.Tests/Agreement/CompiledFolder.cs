using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Model.Serialization;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Tests.Agreement;

/// <summary>An output folder as the compiler would write it, from parts that a test chooses.</summary>
internal sealed class CompiledFolder : IDisposable
{
    internal CompiledFolder(FixedGraph graph, byte[] reference, string tensors, string bounds)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "fastai-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
        FaiFile.Save(graph, File(CompiledModel.ModelFile));
        System.IO.File.WriteAllBytes(File(CompiledModel.ReferenceFile), reference);
        System.IO.File.WriteAllText(
            File(CompiledModel.ReportFile),
            $$"""
            {
              "entity": "{{graph.Name}}", "latency_cycles": 10, "initiation_interval": 1, "clock_mhz": 200, "a_later_member": 1,
              "resources": { "lut": 1200, "ff": 800, "carry": 90, "dsp": 3, "bram": 0 },
              "tensors": [{{tensors}}], "error_bound": [{{bounds}}]
            }
            """
        );
        Model = CompiledModel.Open(Path);
    }

    internal string Path { get; }

    internal CompiledModel Model { get; }

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes events of doubles.</summary>
    internal string Data(int width, params double[] values)
    {
        string path = File("data.npy");
        NpyWriter<double>.Write(path, [values.Length / width, width], values);
        return path;
    }

    internal string Text(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>A tensor of report.json.</summary>
    internal static string Tensor(string name, string ownError) =>
        $$"""{ "name": "{{name}}", "origin": "a node", "formats": ["fixed<8,4>"], "rounding": "RND", "overflow": "SAT", "reason": "stated", "range_seen": null, "interval_proved": [-8, 8], "own_error": {{ownError}}, "saturations": null, "snr_db": null }""";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
