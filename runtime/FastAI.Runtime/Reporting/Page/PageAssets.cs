using System.Reflection;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>Files that are built into the assembly.</summary>
internal static class PageAssets
{
    /// <summary>The plotting library; null where the build had no npm to fetch it.</summary>
    internal static PlottingLibrary? Library { get; } =
        Find("uPlot.iife.min.js") is { } script && Find("uPlot.min.css") is { } style && Find("uPlot.LICENSE") is { } license
            ? new PlottingLibrary(script, style, license)
            : null;

    internal static string Text(string name) => Find(name) ?? throw new InvalidOperationException($"{name} is not built in");

    private static string? Find(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report/" + name);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
