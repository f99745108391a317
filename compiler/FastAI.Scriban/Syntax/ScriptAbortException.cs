using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary>Rendering was cancelled through <see cref="TemplateContext.CancellationToken"/>.</summary>
public sealed class ScriptAbortException(SourceSpan span, CancellationToken cancellationToken)
    : ScriptRuntimeException(span, "The rendering was cancelled")
{
    /// <summary>The token that cancelled it.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
