namespace Scriban.Syntax;

/// <summary>Statements in a row.</summary>
internal sealed class Block(Statement[] statements)
{
    public Flow Execute(TemplateContext context)
    {
        foreach (Statement statement in statements)
        {
            Flow flow = statement.Execute(context);
            if (flow != Flow.Next) return flow;
        }

        return Flow.Next;
    }
}
