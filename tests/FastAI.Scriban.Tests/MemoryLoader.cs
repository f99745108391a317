using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace FastAI.Scriban.Tests;

/// <summary>Templates by name; counts how often each is loaded.</summary>
internal sealed class MemoryLoader(Dictionary<string, string> templates) : ITemplateLoader
{
    public Dictionary<string, int> Loads { get; } = [];

    public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => "mem/" + templateName;

    public string Load(TemplateContext context, SourceSpan callerSpan, string templatePath)
    {
        Loads[templatePath] = Loads.GetValueOrDefault(templatePath) + 1;
        return templates.TryGetValue(templatePath["mem/".Length..], out string? text) ? text : throw new FileNotFoundException("no such template");
    }

    public ValueTask<string> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
        ValueTask.FromResult(Load(context, callerSpan, templatePath));
}
