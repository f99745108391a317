using Scriban.Runtime;
using Scriban.Syntax;

namespace Scriban.Functions;

/// <summary>
/// <c>include 'name' a b</c>: renders another template, found by the context's loader. It sees and assigns the same global variables;
/// its <c>$</c> variables are its own, <c>$0</c>, <c>$1</c>... being the further arguments.
/// </summary>
internal sealed class IncludeFunction : ScriptFunction
{
    public override object? Invoke(TemplateContext context, ScriptNode caller, object?[] arguments)
    {
        string text;
        TemplateContext.Capture capture = context.BeginCapture();
        try
        {
            Render(context, caller, arguments);
        }
        finally
        {
            text = context.EndCapture(capture);
        }

        return text;
    }

    /// <summary>Writes the included template to the output directly.</summary>
    public void Render(TemplateContext context, ScriptNode caller, object?[] arguments)
    {
        if (arguments.Length == 0) throw caller.Error("`include` needs the name of a template");
        Template template = Find(context, caller, Values.ToText(arguments[0], caller));
        context.EnterCall(caller);
        context.Scopes.PushLocal(new ScriptArray(arguments.Skip(1)));
        try
        {
            template.Execute(context);
        }
        finally
        {
            context.Scopes.PopLocal();
            context.ExitCall();
        }
    }

    private static Template Find(TemplateContext context, ScriptNode caller, string name)
    {
        ITemplateLoader loader = context.TemplateLoader
            ?? throw caller.Error($"Unable to include `{name}`: the context has no TemplateLoader");
        if (name.Length == 0) throw caller.Error("The name of the template to include is empty");
        string path = loader.GetPath(context, caller.Span, name) ?? throw caller.Error($"There is no template `{name}` to include");
        if (context.CachedTemplates.TryGetValue(path, out Template? template)) return template;
        template = Template.Parse(Load(loader, context, caller, name, path), path);
        if (template.HasErrors)
        {
            throw new ScriptParserRuntimeException(caller.Span, $"The included template `{name}` has errors.", template.Messages);
        }

        return context.CachedTemplates[path] = template;
    }

    private static string Load(ITemplateLoader loader, TemplateContext context, ScriptNode caller, string name, string path)
    {
        try
        {
            return loader.Load(context, caller.Span, path) ?? throw caller.Error($"The loader has no text for the template `{name}`");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScriptRuntimeException(caller.Span, $"The template `{name}` cannot be read: {e.Message}", e);
        }
    }
}
