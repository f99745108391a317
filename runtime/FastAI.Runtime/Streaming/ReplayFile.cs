using System.Text.Json;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Agreement;

namespace FastAI.Runtime.Streaming;

/// <summary>A replay's report that was written as JSON.</summary>
public static class ReplayFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a report and makes sure that it speaks of this compiled model.</summary>
    /// <exception cref="FastAIException">The file is damaged, or tells of another model.</exception>
    public static ReplayReport Read(string path, CompiledModel model)
    {
        if (!File.Exists(path))
            throw FastAIException.BadInput($"{path}: there is no such file; 'fastai replay --json {path}' writes it");
        ReplayReport report;
        try
        {
            report = JsonSerializer.Deserialize<ReplayReport>(File.ReadAllText(path), Options) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw FastAIException.BadInput($"{path}: is not a result of 'fastai replay --json': {e.Message}", e);
        }
        return report.Model == AgreementFile.Digest(model)
            ? report
            : throw FastAIException.BadInput(
                $"{path}: tells of another compilation of '{report.Entity}' than {model.Folder}: replay again"
            );
    }
}
