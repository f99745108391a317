namespace FastAI.Runtime.Data;

/// <summary>What the arrays of an <c>.npz</c> are by their names: those of the model's inputs are its events, those that begin with
/// <c>recorded_</c> what the recorder's firmware computed, the others true values.</summary>
internal static class ArchiveNames
{
    internal const string Recorded = "recorded_";

    /// <summary>Results of the recorder's firmware: whole numbers, one an event.</summary>
    /// <exception cref="FastAI.Model.FastAIException">An array of such a name is something else.</exception>
    internal static IReadOnlyList<DataArray> Results(DataFile file, long events)
    {
        DataArray[] results =
        [
            .. file.Arrays.Where(a => file.Format == DataFormat.Npz && a.Name.StartsWith(Recorded, StringComparison.Ordinal)),
        ];
        foreach (var array in results)
            if (array.ElementsPerEvent != 1 || array.EventCount != events || !array.Kind.IsInteger())
                throw DataError.In(
                    file.Path,
                    $"array \"{array.Name}\" {ShapeText.Of(array.Shape)} of {array.Kind} cannot be what firmware computed for {events} events: one integer an event is needed."
                );
        return results;
    }
}
