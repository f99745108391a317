using Scriban;
using Scriban.Runtime;

namespace FastAI.Scriban.Tests;

/// <summary>Renders with the settings that a program sets to mean the same with this renderer and with the package.</summary>
internal static class Strict
{
    public static TemplateContext Context(object? model = null, ITemplateLoader? loader = null)
    {
        var variables = new ScriptObject();
        if (model is not null) variables.Import(model);
        var context = new TemplateContext
        {
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            EnableRelaxedTargetAccess = false,
            EnableRelaxedIndexerAccess = false,
            EnableRelaxedFunctionAccess = false,
            AutoIndent = false,
            LoopLimit = 100_000,
            LimitToString = 10_000_000,
            TemplateLoader = loader,
        };
        context.PushGlobal(variables);
        return context;
    }

    public static string Render(string template, object? model = null, ITemplateLoader? loader = null)
    {
        Template parsed = Template.Parse(template, "test.sbn");
        Assert.False(parsed.HasErrors, string.Join('\n', parsed.Messages));
        return parsed.Render(Context(model, loader));
    }
}
