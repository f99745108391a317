using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using FastAI.Model;
using FastAI.Model.Build;

namespace FastAI.Runtime.Agreement;

/// <summary>An agreement report that was written as JSON.</summary>
public static class AgreementFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a report and makes sure that it speaks of this compiled model.</summary>
    /// <exception cref="FastAIException">The file is damaged, or tells of another model.</exception>
    public static AgreementReport Read(string path, CompiledModel model)
    {
        if (!File.Exists(path))
            throw FastAIException.BadInput($"{path}: there is no such file; 'fastai validate --json {path}' writes it");
        AgreementReport report;
        try
        {
            report = JsonSerializer.Deserialize<AgreementReport>(File.ReadAllText(path), Options) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw FastAIException.BadInput($"{path}: is not a result of 'fastai validate --json': {e.Message}", e);
        }
        return report.Model == Digest(model)
            ? report
            : throw FastAIException.BadInput(
                $"{path}: tells of another compilation of '{report.Entity}' than {model.Folder}: validate again"
            );
    }

    /// <summary>SHA-256 of the compiled model's file.</summary>
    internal static string Digest(CompiledModel model)
    {
        using var stream = File.OpenRead(Path.Combine(model.Folder, CompiledModel.ModelFile));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
