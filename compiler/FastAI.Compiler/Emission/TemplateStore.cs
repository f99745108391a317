using System.Reflection;
using FastAI.Model;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace FastAI.Compiler.Emission;

/// <summary>
/// The templates of the generated text: built in, or from a folder that may override any of them by relative path (for example
/// <c>vhdl/entity.vhd.sbn</c>). All strict settings are on, so that a misspelt name is an error with its place and not an empty text.
/// </summary>
public sealed class TemplateStore : ITemplateLoader
{
    private const string Prefix = "hdl-templates/";
    private const int MaxCharacters = 1 << 30;
    private static readonly Assembly Resources = typeof(TemplateStore).Assembly;
    private readonly string? folder;

    /// <param name="folder">Folder of overriding templates, or null.</param>
    /// <exception cref="FastAIException">The folder does not exist or holds a template that nothing uses.</exception>
    public TemplateStore(string? folder = null)
    {
        this.folder = folder;
        if (folder is null)
            return;
        if (!Directory.Exists(folder))
            throw FastAIException.BadInput($"{folder}: no such folder of templates");
        foreach (string file in Directory.EnumerateFiles(folder, "*.sbn", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (!Names.Contains(relative))
                throw FastAIException.BadInput(
                    $"{file}: there is no template '{relative}' to override; there are {string.Join(", ", Names)}"
                );
        }
    }

    /// <summary>Relative paths of the built-in templates.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Resources
            .GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Renders a template.</summary>
    /// <param name="name">Relative path, for example <c>vhdl/entity.vhd.sbn</c>.</param>
    /// <param name="model">Its properties are the template's variables, in lower snake case.</param>
    /// <exception cref="FastAIException">The template has an error; the message begins with <c>file(line,column)</c>.</exception>
    public string Render(string name, object model)
    {
        Template template = Template.Parse(Read(name), PathOf(name));
        if (template.HasErrors)
            throw FastAIException.BadInput(string.Join('\n', template.Messages));
        var variables = new ScriptObject();
        variables.Import(model);
        var context = new TemplateContext
        {
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            EnableRelaxedTargetAccess = false,
            EnableRelaxedIndexerAccess = false,
            EnableRelaxedFunctionAccess = false,
            AutoIndent = false,
            LoopLimit = int.MaxValue,
            LimitToString = MaxCharacters,
            TemplateLoader = this,
        };
        context.PushGlobal(variables);
        try
        {
            return template.Render(context);
        }
        catch (ScriptRuntimeException e)
        {
            throw FastAIException.BadInput(e.Message, e);
        }
    }

    string ITemplateLoader.GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => PathOf(templateName);

    string ITemplateLoader.Load(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
        folder is not null && File.Exists(templatePath) ? File.ReadAllText(templatePath) : BuiltIn(templatePath);

    ValueTask<string?> ITemplateLoader.LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
        ValueTask.FromResult<string?>(((ITemplateLoader)this).Load(context, callerSpan, templatePath));

    private string PathOf(string name) =>
        folder is not null && File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : Prefix + name;

    private string Read(string name)
    {
        string path = PathOf(name);
        if (path.StartsWith(Prefix, StringComparison.Ordinal))
            return BuiltIn(path);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FastAIException.BadInput($"{path}: {e.Message}", e);
        }
    }

    private static string BuiltIn(string path)
    {
        using Stream stream = Resources.GetManifestResourceStream(path) ?? throw FastAIException.BadInput($"there is no template '{path}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
