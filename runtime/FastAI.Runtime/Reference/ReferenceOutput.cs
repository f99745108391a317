namespace FastAI.Runtime.Reference;

/// <summary>What the float model gave for one output.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="Shape">Dimensions of one event.</param>
/// <param name="Values">All events one after the other, each row-major.</param>
public sealed record ReferenceOutput(string Name, IReadOnlyList<int> Shape, double[] Values)
{
    /// <summary>Elements per event.</summary>
    public int Size { get; } = Shape.Aggregate(1, (size, dimension) => size * dimension);
}
