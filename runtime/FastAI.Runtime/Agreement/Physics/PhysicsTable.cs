namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Named columns of the events that are kept, equally long.</summary>
internal sealed class PhysicsTable
{
    private readonly Dictionary<string, List<double>> columns = new(StringComparer.Ordinal);

    internal void Add(string column, double value)
    {
        if (!columns.TryGetValue(column, out var values))
            columns[column] = values = [];
        values.Add(value);
    }

    internal double[] this[string column] => columns.TryGetValue(column, out var values) ? [.. values] : [];

    internal bool Has(string column) => columns.ContainsKey(column);
}
