using System.Text;

namespace Scriban.Runtime;

/// <summary>Writes to a <see cref="StringBuilder"/>.</summary>
public sealed class StringBuilderOutput(StringBuilder builder) : IScriptOutput
{
    /// <summary>Writes to a new one.</summary>
    public StringBuilderOutput()
        : this(new StringBuilder())
    {
    }

    /// <summary>What has been written.</summary>
    public StringBuilder Builder { get; } = builder;

    /// <inheritdoc/>
    public void Write(string text, int offset, int count) => Builder.Append(text, offset, count);

    /// <inheritdoc/>
    public ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken)
    {
        Write(text, offset, count);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override string ToString() => Builder.ToString();
}
