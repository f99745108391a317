using FastAI.Model.Serialization;

namespace FastAI.Model.Build;

/// <summary>The output folder of <c>fastai compile</c>, as far as the runtime reads it.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Graph">The compiled model (<c>model.fai</c>).</param>
/// <param name="Report">What was built (<c>report.json</c>).</param>
public sealed record CompiledModel(string Folder, FixedGraph.FixedGraph Graph, BuildReport Report)
{
    public const string ModelFile = "model.fai";
    public const string ReportFile = "report.json";

    /// <summary>The float model, self-contained, with its intermediate tensors as further outputs after its own.</summary>
    public const string ReferenceFile = "reference.onnx";

    /// <summary>Path of the float model.</summary>
    public string ReferencePath => Path.Combine(Folder, ReferenceFile);

    /// <exception cref="FastAIException">The folder is not an output folder, or a file of it is damaged.</exception>
    public static CompiledModel Open(string folder) => new(folder, FaiFile.Load(Existing(folder, ModelFile)), ReadReport(folder));

    /// <summary>Reads <c>report.json</c> alone.</summary>
    /// <exception cref="FastAIException">The folder is not an output folder, or its report is damaged.</exception>
    public static BuildReport ReadReport(string folder)
    {
        string path = Existing(folder, ReportFile);
        return BuildReport.Parse(File.ReadAllText(path), path);
    }

    private static string Existing(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        if (!Directory.Exists(folder))
            throw FastAIException.BadInput($"{folder}: there is no such folder; name the output folder of 'fastai compile'");
        return File.Exists(path)
            ? path
            : throw FastAIException.BadInput($"{folder}: is not an output folder of 'fastai compile' (no {file})");
    }
}
