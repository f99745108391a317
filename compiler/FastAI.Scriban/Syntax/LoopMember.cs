using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary>
/// <c>for.index</c>, <c>rindex</c>, <c>first</c>, <c>last</c>, <c>even</c>, <c>odd</c>, <c>length</c> or <c>changed</c> of the innermost
/// loop.
/// </summary>
internal sealed class LoopMember(SourceSpan span, string member) : Expression(span, 1)
{
    public static readonly string[] Names = ["index", "rindex", "first", "last", "even", "odd", "length", "changed"];

    public override object? Evaluate(TemplateContext context)
    {
        LoopFrame loop = context.Scopes.InnermostLoop ?? throw Error($"`for.{member}` stands outside a loop");
        return member switch
        {
            "index" => Boxed.Of(loop.Index),
            "rindex" => Boxed.Of(loop.Length - loop.Index - 1),
            "first" => Boxed.Of(loop.Index == 0),
            "last" => Boxed.Of(loop.Index == loop.Length - 1),
            "even" => Boxed.Of((loop.Index & 1) == 0),
            "odd" => Boxed.Of((loop.Index & 1) != 0),
            "length" => Boxed.Of(loop.Length),
            _ => Boxed.Of(loop.Changed),
        };
    }
}
