namespace FastAI.Compiler.Simulation;

/// <summary>A temporary folder that is removed with its content.</summary>
public sealed class ScratchFolder : IDisposable
{
    /// <summary>Its full path.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("fastai-").FullName;

    /// <summary>Full path of a file in it.</summary>
    public string this[string name] => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
