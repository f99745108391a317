using System.Text.Json;
using FastAI.Runtime.Reporting.Page;
using Scriban;
using Scriban.Runtime;

namespace FastAI.Runtime.Reporting;

/// <summary>
/// One HTML file that needs nothing else, neither network nor other files: figures, budgets, layers, the network, and charts drawn by
/// uPlot. The same content gives the same bytes.
/// </summary>
public static class ReportPage
{
    private const int MaxCharacters = 1 << 28;

    // The default encoder writes < and > as escapes, so that no name can end the script element.
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Render(ReportContent content)
    {
        var sections = PageSections.Of(content).ToList();
        var charts = sections.SelectMany(s => s.Charts).ToList();
        var template = Template.Parse(PageAssets.Text("page.html"), "page.html");
        if (template.HasErrors)
            throw new InvalidOperationException(string.Join("\n", template.Messages));
        int next = 0;
        var variables = new ScriptObject();
        variables.Import(
            new
            {
                Title = PageHtml.Encode(content.Build.Entity),
                Style = PageAssets.Text("page.css"),
                NeedsLibrary = charts.Count > 0 && PageAssets.Library is null,
                Library = charts.Count > 0 && PageAssets.Library is { } library
                    ? new
                    {
                        library.Style,
                        library.Script,
                        License = PageHtml.Comment(library.License),
                    }
                    : null,
                Script = PageAssets.Text("page.js"),
                Data = JsonSerializer.Serialize(charts, Json),
                Facts = PageFacts
                    .Of(content)
                    .Select(f => new
                    {
                        Name = PageHtml.Encode(f.Name),
                        Value = PageHtml.Encode(f.Value),
                        Note = PageHtml.Encode(f.Note),
                        f.State,
                    })
                    .ToList(),
                Sections = sections
                    .Select(s => new
                    {
                        Title = PageHtml.Encode(s.Title),
                        Texts = s.Texts.Select(PageHtml.Encode).ToList(),
                        Drawing = s.Drawing ?? "",
                        Tables = s
                            .Tables.Select(t => new
                            {
                                Heads = t.Heads.Select(PageHtml.Encode).ToList(),
                                Rows = t.Rows.Select(r => new { r.State, Cells = r.Cells.Select(PageHtml.Encode).ToList() }).ToList(),
                            })
                            .ToList(),
                        Charts = s
                            .Charts.Select(c => new
                            {
                                Index = next++,
                                Title = PageHtml.Encode(c.Title),
                                Note = PageHtml.Encode(c.Note ?? ""),
                            })
                            .ToList(),
                    })
                    .ToList(),
            }
        );
        var context = new TemplateContext
        {
            StrictVariables = true,
            LoopLimit = int.MaxValue,
            LimitToString = MaxCharacters,
        };
        context.PushGlobal(variables);
        return template.Render(context);
    }
}
