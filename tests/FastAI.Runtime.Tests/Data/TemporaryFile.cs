namespace FastAI.Runtime.Tests.Data;

/// <summary>A file of given contents that goes away with the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    internal TemporaryFile(byte[]? contents = null)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "fastai-" + Guid.NewGuid().ToString("N"));
        if (contents is not null)
        {
            File.WriteAllBytes(Path, contents);
        }
    }

    internal string Path { get; }

    public void Dispose() => File.Delete(Path);
}
