using FastAI.Testing;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>The calorimeter example, compiled once for several tests.</summary>
public sealed class CompiledCalorimeter : IDisposable
{
    public CompiledCalorimeter()
    {
        string Example(string file) => Workspace.File("examples", "lar-calorimeter", file);
        Fastai.Succeed("compile", Example("model.onnx"), "-o", Folder["out"], "--precision", Example("precision.yaml"), "--clock", "320");
    }

    /// <summary>Holds the compiled model in <c>out</c>.</summary>
    internal TemporaryFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();
}
