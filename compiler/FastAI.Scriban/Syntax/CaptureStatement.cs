using Scriban.Parsing;

namespace Scriban.Syntax;

/// <summary><c>capture path ... end</c>: what the body writes becomes the value of the path.</summary>
internal sealed class CaptureStatement(SourceSpan span, PathExpression target, Block body) : Statement(span)
{
    public override Flow Execute(TemplateContext context)
    {
        Flow flow;
        string text;
        TemplateContext.Capture capture = context.BeginCapture();
        try
        {
            flow = body.Execute(context);
        }
        finally
        {
            text = context.EndCapture(capture);
        }

        target.Assign(context, text);
        return flow;
    }
}
