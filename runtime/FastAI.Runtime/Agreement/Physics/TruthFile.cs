using System.Globalization;
using FastAI.Model;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>A text of true values: a header that names the columns, then one row an event in the order of the data.</summary>
public sealed class TruthFile : IDisposable
{
    public const string Energy = "energy", Time = "time", Label = "label", BunchCrossing = "bc", Gap = "gap", TrainPosition = "train_position";

    private static readonly string[] Known = [Energy, Time, Label, BunchCrossing, Gap, TrainPosition];

    private readonly DataFile file;

    private TruthFile(DataFile file, IReadOnlyList<string> columns) => (this.file, Columns) = (file, columns);

    public string Path => file.Path;

    public IReadOnlyList<string> Columns { get; }

    /// <param name="path">The file.</param>
    /// <param name="events">Events that the data hold.</param>
    /// <exception cref="FastAIException">It has no header, no true value, or not one row for each event.</exception>
    public static TruthFile Open(string path, long events)
    {
        var file = DataFile.Open(path);
        try
        {
            if (file.Arrays is not [{ Columns: { } columns } rows])
                throw FastAIException.BadInput($"{path}: true values need a text with a header that names the columns (energy, time or label, and what else is known)");
            if (columns.Distinct(StringComparer.Ordinal).Count() != columns.Count) throw FastAIException.BadInput($"{path}: two columns have the same name");
            if (rows.EventCount != events)
                throw FastAIException.BadInput(string.Create(CultureInfo.InvariantCulture, $"{path}: has {rows.EventCount} rows, the data {events} events: there must be one row for each event"));
            if (!columns.Contains(Energy) && !columns.Contains(Time) && !columns.Contains(Label))
                throw FastAIException.BadInput($"{path}: has none of the columns energy, time and label; it has {string.Join(", ", columns)}");
            return new TruthFile(file, columns);
        }
        catch (FastAIException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Columns that hold another method's estimate of the energy (any name that has no other meaning) or of the time (names that start with <c>time_</c>).</summary>
    public IEnumerable<string> EstimatesOf(string target) => Columns.Where(c => !Known.Contains(c) && target switch
    {
        Time => c.StartsWith("time_", StringComparison.Ordinal),
        Energy => !c.StartsWith("time_", StringComparison.Ordinal),
        _ => false,
    });

    /// <summary>Reads rows, row-major.</summary>
    internal void Read(long first, int count, Span<double> rows)
    {
        file.Arrays[0].ReadAsDouble(first, count, rows);
        for (int i = 0; i < count * Columns.Count; i++)
            if (!double.IsFinite(rows[i]))
                throw FastAIException.BadInput(string.Create(CultureInfo.InvariantCulture, $"{Path}: row {first + i / Columns.Count}, column {Columns[i % Columns.Count]}: {rows[i]} is not a finite number"));
    }

    public void Dispose() => file.Dispose();
}
