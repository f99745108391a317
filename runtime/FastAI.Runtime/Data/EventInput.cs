namespace FastAI.Runtime.Data;

/// <summary>An input of a model that a file has to fill.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="Shape">Its shape without the batch dimension.</param>
public sealed record EventInput(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>Elements per event.</summary>
    public int Size { get; } = Shape.Aggregate(1, (size, dimension) => checked(size * dimension));
}
