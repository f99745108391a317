using System.Collections;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Scriban.Syntax;

/// <summary><c>for name in list ... end</c> or <c>for $name in list ... end</c></summary>
internal sealed class ForStatement(SourceSpan span, string variable, bool isLocal, Expression items, Block body) : Statement(span)
{
    public override Flow Execute(TemplateContext context)
    {
        object? value = items.Evaluate(context);
        switch (value)
        {
            case null:
                return Flow.Next;
            case IntegerRange range:
                return Run(context, range, range.Count, static (range, i) => Boxed.Of(range.At(i)));
            case IList list:
                return Run(context, list, list.Count, static (list, i) => list[(int)i]);
            case IEnumerable sequence:
                List<object?> copy = Values.ToList(sequence, items);
                return Run(context, copy, copy.Count, static (copy, i) => copy[(int)i]);
            default:
                throw items.Error($"A loop needs a list or a range, not a value of type {Values.TypeName(value)}");
        }
    }

    private Flow Run<T>(TemplateContext context, T source, long count, Func<T, long, object?> item)
    {
        LoopFrame loop = context.Scopes.EnterLoop(variable, isLocal, count);
        try
        {
            for (long i = 0; i < count; i++)
            {
                context.CountStep(this);
                loop.Step(i, item(source, i));
                Flow flow = body.Execute(context);
                if (flow == Flow.Break) break;
                if (flow == Flow.Return) return flow;
            }

            return Flow.Next;
        }
        finally
        {
            context.Scopes.ExitLoop(isLocal);
        }
    }
}
