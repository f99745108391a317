using System.Globalization;
using FastAI.Model;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>A text of true values: a header that names the columns, then one row an event in the order of the data.</summary>
public sealed class TruthFile : IDisposable
{
    public const string Energy = "energy",
        Time = "time",
        Label = "label",
        BunchCrossing = "bc",
        Gap = "gap",
        TrainPosition = "train_position";

    private static readonly string[] Known = [Energy, Time, Label, BunchCrossing, Gap, TrainPosition];

    private readonly DataFile? owned;
    private readonly IReadOnlyList<DataArray> arrays;
    private double[] column = [];

    private TruthFile(string path, DataFile? owned, IReadOnlyList<DataArray> arrays, IReadOnlyList<string> columns) =>
        (Path, this.owned, this.arrays, Columns) = (path, owned, arrays, columns);

    public string Path { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <param name="path">The file.</param>
    /// <param name="events">Events that the data hold.</param>
    /// <exception cref="FastAIException">It has no header, no true value, or not one row for each event.</exception>
    public static TruthFile Open(string path, long events)
    {
        var file = DataFile.Open(path);
        try
        {
            if (file.Format == DataFormat.Npz)
                return Of(file, file, file.Arrays, events);
            if (file.Arrays is not [{ Columns: { } columns } rows])
                throw FastAIException.BadInput(
                    $"{path}: true values need a text with a header that names the columns (energy, time or label, and what else is known), or an .npz of arrays of such names"
                );
            if (columns.Distinct(StringComparer.Ordinal).Count() != columns.Count)
                throw FastAIException.BadInput($"{path}: two columns have the same name");
            if (rows.EventCount != events)
                throw FastAIException.BadInput(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path}: has {rows.EventCount} rows, the data {events} events: there must be one row for each event"
                    )
                );
            if (!columns.Contains(Energy) && !columns.Contains(Time) && !columns.Contains(Label))
                throw FastAIException.BadInput(
                    $"{path}: has none of the columns energy, time and label; it has {string.Join(", ", columns)}"
                );
            return new TruthFile(path, file, file.Arrays, columns);
        }
        catch (FastAIException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The true values that stand beside a model's inputs in an <c>.npz</c>; null where there are none.</summary>
    /// <param name="file">The data.</param>
    /// <param name="data">What of them the model takes.</param>
    internal static TruthFile? Beside(DataFile file, EventData data)
    {
        if (file.Format != DataFormat.Npz)
            return null;
        DataArray[] others =
        [
            .. file.Arrays.Where(a =>
                data.Inputs.All(i => i.Name != a.Name) && !a.Name.StartsWith(ArchiveNames.Recorded, StringComparison.Ordinal)
            ),
        ];
        return others.Any(a => a.Name is Energy or Time or Label) ? Of(file, null, others, data.EventCount) : null;
    }

    private static TruthFile Of(DataFile file, DataFile? owned, IReadOnlyList<DataArray> arrays, long events)
    {
        DataArray[] columns = [.. arrays.Where(a => a.ElementsPerEvent == 1)];
        if (columns.FirstOrDefault(a => a.EventCount != events) is { } other)
            throw FastAIException.BadInput(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Path}: array {other.Name} has {other.EventCount} values, the data {events} events: there must be one for each event"
                )
            );
        if (!columns.Any(a => a.Name is Energy or Time or Label))
            throw FastAIException.BadInput(
                $"{file.Path}: has none of the arrays energy, time and label with one number an event; it has {string.Join(", ", arrays.Select(a => a.Name))}"
            );
        return new TruthFile(file.Path, owned, columns, [.. columns.Select(a => a.Name)]);
    }

    /// <summary>Columns that hold another method's estimate of the energy (any name that has no other meaning) or of the time (names
    /// that start with <c>time_</c>).</summary>
    public IEnumerable<string> EstimatesOf(string target) =>
        Columns.Where(c =>
            !Known.Contains(c)
            && target switch
            {
                Time => c.StartsWith("time_", StringComparison.Ordinal),
                Energy => !c.StartsWith("time_", StringComparison.Ordinal),
                _ => false,
            }
        );

    /// <summary>Reads rows, row-major.</summary>
    internal void Read(long first, int count, Span<double> rows)
    {
        if (arrays.Count == 1 && arrays[0].ElementsPerEvent == Columns.Count)
            arrays[0].ReadAsDouble(first, count, rows);
        else
            ReadColumns(first, count, rows);
        for (int i = 0; i < count * Columns.Count; i++)
            if (!double.IsFinite(rows[i]))
                throw FastAIException.BadInput(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Path}: row {first + i / Columns.Count}, column {Columns[i % Columns.Count]}: {rows[i]} is not a finite number"
                    )
                );
    }

    public void Dispose() => owned?.Dispose();

    private void ReadColumns(long first, int count, Span<double> rows)
    {
        if (column.Length < count)
            column = new double[count];
        for (int c = 0; c < arrays.Count; c++)
        {
            arrays[c].ReadAsDouble(first, count, column);
            for (int e = 0; e < count; e++)
                rows[e * arrays.Count + c] = column[e];
        }
    }
}
