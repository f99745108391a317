using System.Diagnostics.CodeAnalysis;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban;

/// <summary>
/// A parsed template: text with code blocks <c>{{ ... }}</c>. This is a subset of the Scriban language and of the calls of its package; whatever
/// is outside the subset is refused when the template is parsed, with its place.
/// <list type="bullet">
/// <item><b>Blocks</b>: <c>{{ }}</c> with several statements, one per line or separated by <c>;</c>. <c>{{-</c> and <c>-}}</c> remove all white
/// space on their side. <c>{{~</c> removes the white space before it on its line; <c>~}}</c> the white space after it, including the line's end.
/// <c>{%{ ... }%}</c> is literal text. Comments: <c># to the line's end</c>, <c>## between ##</c>.</item>
/// <item><b>Statements</b>: an expression (its value is written), <c>path = value</c>, <c>if / else if / else / end</c>,
/// <c>case / when a, b / else / end</c>, <c>for x in list / break / continue / end</c>, <c>capture path / end</c>, <c>func f / ret / end</c>,
/// <c>func f(a, b = 1) / end</c>.</item>
/// <item><b>Expressions</b>: integers, also <c>0x1f</c>, floating-point numbers, <c>"strings"</c>, <c>'strings'</c>, <c>`verbatim`</c>, true, false, null,
/// <c>[arrays]</c>, <c>{objects: 1}</c>, <c>a.b</c>, <c>a[i]</c>, <c>a..b</c>, <c>a..&lt;b</c>, <c>f a b</c>, <c>f(a, b)</c>, <c>a | f b</c>, <c>@f</c>,
/// <c>c ? a : b</c>, and the operators <c>! - + * // % == != &lt; &lt;= > >= &amp;&amp; || ??</c>. Only null and false are false. A range binds tighter than
/// arithmetic: <c>0..(n-1)</c>.</item>
/// <item><b>Variables</b>: the model's members in lower snake case; <c>for.index, rindex, first, last, even, odd, length, changed</c>;
/// <c>$name</c>, of one function or included template; <c>$0</c>, <c>$1</c>, <c>$</c>, its arguments. An unknown variable or member and an index
/// out of bounds are errors.</item>
/// <item><b>Built-ins</b>: <c>include 'name' a b</c> and those that <see cref="Functions"/> has for <c>string</c>, <c>array</c>, <c>math</c> and <c>object</c>.</item>
/// </list>
/// The strict settings are the only ones here, but not the package's defaults: a program that may be built against either sets them all
/// (<see cref="TemplateContext"/>). A parsed template may be rendered by several threads, each with its own context.
/// </summary>
public sealed class Template
{
    private readonly Block? _body;

    private Template(string? sourceFilePath, Block? body, LogMessageBag messages)
    {
        SourceFilePath = sourceFilePath;
        _body = body;
        Messages = messages;
    }

    /// <summary>The path given to <see cref="Parse"/>.</summary>
    public string? SourceFilePath { get; }

    /// <summary>The errors found by <see cref="Parse"/>, each as <c>file(line,column) : error : message</c>.</summary>
    public LogMessageBag Messages { get; }

    /// <summary>Whether the template cannot be rendered.</summary>
    [MemberNotNullWhen(false, nameof(_body))]
    public bool HasErrors => _body is null;

    /// <summary>Parses a template; look at <see cref="HasErrors"/> afterwards.</summary>
    /// <param name="text">The template.</param>
    /// <param name="sourceFilePath">Its name in messages.</param>
    public static Template Parse(string text, string? sourceFilePath = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var messages = new LogMessageBag();
        try
        {
            var source = new SourceText(text, sourceFilePath ?? "<input>");
            return new Template(sourceFilePath, new Parser(source).ParseTemplate(), messages);
        }
        catch (ParseException e)
        {
            messages.Add(new LogMessage(ParserMessageType.Error, e.Span, e.Message));
            return new Template(sourceFilePath, null, messages);
        }
    }

    /// <summary>Renders with the members of <paramref name="model"/> as variables, in a context of its own.</summary>
    /// <exception cref="ScriptRuntimeException">The rendering failed.</exception>
    public string Render(object? model = null)
    {
        var variables = new ScriptObject();
        if (model is not null) variables.Import(model);
        var context = new TemplateContext();
        context.PushGlobal(variables);
        return Render(context);
    }

    /// <summary>Renders to the output of the context, and returns and clears that output if it is a <see cref="StringBuilderOutput"/>.</summary>
    /// <exception cref="InvalidOperationException">The template has errors.</exception>
    /// <exception cref="ScriptRuntimeException">The rendering failed.</exception>
    public string Render(TemplateContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (HasErrors) throw new InvalidOperationException($"The template has errors:\n{Messages}");
        context.BeginRendering();
        try
        {
            Execute(context);
        }
        finally
        {
            context.Flush();
        }

        return context.TakeOutput();
    }

    /// <summary>Renders as a part of a running rendering.</summary>
    internal void Execute(TemplateContext context)
    {
        if (_body!.Execute(context) == Flow.Return) context.WriteValue(context.Returned.Value, context.Returned.By);
    }
}
