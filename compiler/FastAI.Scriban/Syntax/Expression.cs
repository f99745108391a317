using Scriban.Parsing;

namespace Scriban.Syntax;

/// <param name="depth">Height of the tree below and including this node; the parser bounds it, so that evaluation cannot exhaust the
/// stack.</param>
internal abstract class Expression(SourceSpan span, int depth) : ScriptNode(span)
{
    public int Depth { get; } = depth;

    public abstract object? Evaluate(TemplateContext context);

    /// <summary>Writes the value to the output, without an intermediate object where the node knows better.</summary>
    public virtual void Write(TemplateContext context) => context.WriteValue(Evaluate(context), this);
}
