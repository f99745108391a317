using Microsoft.ML.OnnxRuntime.Tensors;

namespace FastAI.Runtime.Reference;

/// <summary>An input or output of the float model.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="ElementType">Element type in the model; for a sequence of maps, that of the maps' values.</param>
/// <param name="Shape">Dimensions of one event; -1 where the model leaves one open.</param>
public sealed record ReferencePort(string Name, TensorElementType ElementType, IReadOnlyList<int> Shape)
{
    /// <summary>Elements per event; -1 when a dimension is open.</summary>
    public int Size { get; } = Shape.Contains(-1) ? -1 : Shape.Aggregate(1, (size, dimension) => checked(size * dimension));
}
