using System.Diagnostics.CodeAnalysis;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban;

/// <summary>
/// A parsed template: text with code blocks <c>{{ ... }}</c>. This is a subset of the Scriban language and of its package's calls. Whatever
/// is outside the subset is refused when the template is parsed, with its place.
/// <list type="bullet">
/// <item><b>Blocks.</b> <c>{{ }}</c> holds statements, one per line or separated by <c>;</c>. <c>{{-</c> and <c>-}}</c> remove all white
/// space on their side; <c>{{~</c> removes the white space before it on its line, and <c>~}}</c> the white space after it including the
/// end of the line. <c>{%{ ... }%}</c> is literal text. Comments are <c># to the end of the line</c> and <c>## in between ##</c>.</item>
/// <item><b>Statements.</b> An expression, whose value is written; <c>path = value</c>; <c>if</c>, <c>else if</c>, <c>else</c>;
/// <c>case</c>, <c>when a, b</c>, <c>else</c>; <c>for x in list</c>, <c>break</c>, <c>continue</c>; <c>capture path</c>; <c>func f</c> or
/// <c>func f(a, b = 1)</c>, <c>ret value</c>; each block closed by <c>end</c>.</item>
/// <item><b>Values.</b> Integers, also <c>0x1f</c>; floating-point numbers; <c>"a"</c>, <c>'a'</c> and verbatim <c>`a`</c>; <c>true</c>,
/// <c>false</c>, <c>null</c>; <c>[1, 2]</c>; <c>{a: 1, "b": 2}</c>; <c>a..b</c> and <c>a..&lt;b</c>.</item>
/// <item><b>Expressions.</b> <c>a.b</c>, <c>a[i]</c>, <c>f a b</c>, <c>f(a, b)</c>, <c>a | f b</c>, <c>@f</c>, <c>c ? a : b</c> and the
/// operators <c>! - + * // % == != &lt; &lt;= > >= &amp;&amp; || ??</c>. Only null and false are false. A range binds tighter than
/// arithmetic, as in <c>0..(n-1)</c>, and counts down if its end is less than its start.</item>
/// <item><b>Variables.</b> The members of the model, in lower snake case; <c>for.index</c>, <c>rindex</c>, <c>first</c>, <c>last</c>,
/// <c>even</c>, <c>odd</c>, <c>length</c>, <c>changed</c>; <c>$name</c>, which belongs to one function or included template; <c>$0</c>,
/// <c>$1</c> and <c>$</c>, its arguments. An unknown variable or member, and an index out of bounds, are errors.</item>
/// <item><b>Built-ins.</b> <c>include 'name' a b</c>. <c>string.</c> append, prepend, capitalize, contains, downcase, upcase, empty,
/// starts_with, ends_with, index_of, lstrip, rstrip, strip, pad_left, pad_right, remove, replace, size, slice, split, to_int.
/// <c>array.</c> add, add_range, concat, compact, contains, each, filter, first, last, join, limit, offset, map, reverse, size, sort, uniq.
/// <c>math.</c> abs, ceil, floor, format, is_number, minus, modulo, plus, times. <c>object.</c> default, has_key, has_value, keys, size,
/// typeof, values.</item>
/// </list>
/// A parsed template may be rendered by several threads, each with its own <see cref="TemplateContext"/>.
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

    /// <summary>
    /// Renders to the output of the context, and returns and clears that output if it is a <see cref="StringBuilderOutput"/>.
    /// </summary>
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
