using FastAI.Compiler.Output;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.Serialization;

namespace FastAI.Cli;

/// <summary>A folder that <c>fastai compile</c> made.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Graph">The compiled model.</param>
internal sealed record CompiledFolder(string Path, FixedGraph Graph)
{
    /// <summary>The float model with its intermediate tensors as outputs.</summary>
    public string ReferencePath => System.IO.Path.Combine(Path, Compilation.ReferenceFile);

    public CompilationReport Report => CompilationReport.Read(Path);

    public static CompiledFolder Open(string path)
    {
        string model = System.IO.Path.Combine(path, "model.fai");
        return File.Exists(model)
            ? new CompiledFolder(path, FaiFile.Load(model))
            : throw FastAIException.BadInput($"{path}: is not an output folder of 'fastai compile' (no model.fai)");
    }
}
