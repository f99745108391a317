namespace Scriban.Runtime;

/// <summary>Writes to a <see cref="TextWriter"/>.</summary>
public sealed class TextWriterOutput(TextWriter writer) : IScriptOutput
{
    /// <summary>Writes to a new <see cref="StringWriter"/>.</summary>
    public TextWriterOutput()
        : this(new StringWriter())
    {
    }

    /// <summary>Where it writes to.</summary>
    public TextWriter Writer { get; } = writer;

    /// <inheritdoc/>
    public void Write(string text, int offset, int count) => Writer.Write(text.AsSpan(offset, count));

    /// <inheritdoc/>
    public async ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken) =>
        await Writer.WriteAsync(text.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override string? ToString() => Writer.ToString();
}
