namespace Scriban.Runtime;

/// <summary>Where a rendering writes to.</summary>
public interface IScriptOutput
{
    /// <summary>Writes a part of <paramref name="text"/>.</summary>
    void Write(string text, int offset, int count);

    /// <summary>As <see cref="Write"/>; used by the package's asynchronous rendering only.</summary>
    ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken);
}
