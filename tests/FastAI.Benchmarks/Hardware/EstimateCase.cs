using FastAI.Compiler.Hardware;
using FastAI.Compiler.Streaming;

namespace FastAI.Benchmarks.Hardware;

/// <summary>An example whose estimate is held against open synthesis.</summary>
/// <param name="Example">Folder below <c>examples</c>.</param>
/// <param name="Model">File of the model there.</param>
/// <param name="Precision">Its precision file.</param>
/// <param name="Hardware">Clock, family and interleave.</param>
/// <param name="Stream">How it runs on a stream; null for whole events.</param>
internal sealed record EstimateCase(string Example, string Model, string Precision, HardwareOptions Hardware, StreamOptions? Stream = null)
{
    /// <summary>Every example: as its README compiles it, and for other families, clocks and options.</summary>
    public static readonly EstimateCase[] All =
    [
        new("lar-calorimeter", "model.onnx", "precision.yaml", At(320, "xcup")),
        new("lar-calorimeter", "model.onnx", "precision.yaml", At(320, "versal")),
        new("lar-calorimeter", "model.onnx", "precision.yaml", At(560, "xcup", 14), new StreamOptions()),
        new("lar-calorimeter", "model.onnx", "precision.yaml", At(320, "versal"), new StreamOptions()),
        new("lar-calorimeter", "rnn.onnx", "rnn_precision.yaml", At(560, "xcup", 14), new StreamOptions()),
        new("lar-calorimeter", "rnn.onnx", "rnn_precision.yaml", At(320, "versal"), new StreamOptions()),
        new("lar-calorimeter", "lstm.onnx", "lstm_precision.yaml", At(360, "xcup", 9), new StreamOptions()) { IsLong = true },
        new("strip-tracker", "model.onnx", "precision.yaml", At(320, "xcup")),
        new("strip-tracker", "model.onnx", "precision.yaml", At(320, "versal")),
        new(
            "strip-tracker",
            "model.onnx",
            "precision.yaml",
            At(500, "xcup") with
            {
                Multipliers = Compiler.Optimization.MultiplierChoice.Lut,
            }
        ),
        new("track-quality", "model.onnx", "precision.yaml", At(400, "xcup")),
        new("track-quality", "model.onnx", "precision.yaml", At(400, "generic")),
        new("waveform-peak", "model.onnx", "precision.yaml", At(200, "xcup")),
        new("waveform-peak", "model.onnx", "precision.yaml", At(200, "generic")),
    ];

    /// <summary>Whether its synthesis takes more than a few minutes.</summary>
    public bool IsLong { get; private init; }

    /// <summary>What the table calls it.</summary>
    public string Name =>
        $"{Example} {Path.GetFileNameWithoutExtension(Model)}{(Stream is null ? "" : $" x{Hardware.Interleave}")}"
        + (Hardware.Multipliers == default ? "" : $" {Hardware.Multipliers}");

    private static HardwareOptions At(double clock, string device, int interleave = 1) =>
        new()
        {
            ClockMHz = clock,
            Device = device,
            Interleave = interleave,
        };
}
