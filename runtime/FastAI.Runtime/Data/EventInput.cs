using FastAI.Model;

namespace FastAI.Runtime.Data;

/// <summary>An input of a model that a file has to fill.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="Shape">Its shape without the batch dimension; every dimension is known.</param>
public sealed record EventInput(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>Elements per event.</summary>
    public int Size { get; } = Shape.Aggregate(1, (size, dimension) => dimension > 0
        ? checked(size * dimension)
        : throw FastAIException.Unsupported($"input \"{Name}\" has the open or empty dimension {dimension}; events of a file need a " +
            $"fixed shape."));
}
