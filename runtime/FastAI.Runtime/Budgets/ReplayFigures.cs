using System.Text.Json;
using FastAI.Model;

namespace FastAI.Runtime.Budgets;

/// <summary>Figures of a replay's JSON.</summary>
public static class ReplayFigures
{
    /// <summary>Adds the figures that stand at the top of the file under the names of a budget.</summary>
    /// <param name="figures">Where to add them.</param>
    /// <param name="path">The file.</param>
    /// <param name="entity">The model that it must speak of.</param>
    /// <exception cref="FastAIException">The file is damaged, tells of another model, or holds no such figure.</exception>
    public static void Add(BudgetFigures figures, string path, string entity)
    {
        if (!File.Exists(path)) throw FastAIException.BadInput($"{path}: there is no such file; 'fastai replay --json {path}' writes it");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("entity", out var name) || name.ValueKind != JsonValueKind.String)
                throw FastAIException.BadInput($"{path}: is not a result of 'fastai replay --json': it names no entity");
            if (name.GetString() != entity) throw FastAIException.BadInput($"{path}: tells of '{name.GetString()}', not of '{entity}': replay again");
            foreach (var key in BudgetKey.All.Where(k => k.Source == BudgetSource.Replay))
                if (json.RootElement.TryGetProperty(key.Name, out var value) && value.ValueKind == JsonValueKind.Number) figures.Set(key.Name, value.GetDouble());
        }
        catch (JsonException e)
        {
            throw FastAIException.BadInput($"{path}: is not a result of 'fastai replay --json': {e.Message}", e);
        }
    }
}
