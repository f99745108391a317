using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Runtime.Data;

/// <summary>An input of a model that a file has to fill.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="Shape">Its shape without the batch dimension; every dimension is known.</param>
public sealed record EventInput(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>Elements per event.</summary>
    public int Size { get; } =
        Shape.Aggregate(1, (size, dimension) =>
            dimension > 0
                ? checked(size * dimension)
                : throw FastAIException.Unsupported(
                    $"input \"{Name}\" has the open or empty dimension {dimension}; events of a file need a " + $"fixed shape."
                )
        );

    /// <summary>The axis of <see cref="Shape"/> that is time: a file may hold longer recordings along it, whose windows are then the
    /// events. Null where events are whole; <see cref="StreamSettings.NoAxis"/> where an event is one tick and recordings
    /// have time before all other axes.</summary>
    public int? TimeAxis { get; init; }

    /// <summary>Which elements can be missing, NaN in the file; null where none can.</summary>
    public PerElement<MissingValue>? Missing { get; init; }

    /// <summary>What a compiled model asks of a file.</summary>
    public static IReadOnlyList<EventInput> Of(FixedGraph graph) =>
        [
            .. graph.Inputs.Select(
                (node, index) =>
                    new EventInput(graph.Nodes[node].Name, graph.Nodes[node].Type.Shape.Extents)
                    {
                        TimeAxis = graph.Stream?.TimeAxes[index],
                        Missing = ((InputNode)graph.Nodes[node]).Missing,
                    }
            ),
        ];

    /// <summary>What a model on a stream asks of a file: its inputs but those that are fed back.</summary>
    public static IReadOnlyList<EventInput> SamplesOf(FixedGraph graph) =>
        [.. Of(graph).Where((_, index) => graph.Stream?.FeedbackInto(index) is null)];

    /// <summary>Whether an element of a row of the file can be missing. Of rows that are no events it is only known whether any element can:
    /// what brings numbers to their formats knows the element.</summary>
    internal bool CanBeMissing(int element, int rowElements) =>
        Missing is not null && (rowElements != Size || Missing[element] != MissingValue.None);

    /// <summary>Ticks of an event.</summary>
    internal int Ticks => TimeAxis is >= 0 and var axis ? Shape[axis] : 1;

    /// <summary>Elements of a tick that stand together: those of the axes after time.</summary>
    internal int Inner => TimeAxis is >= 0 and var axis ? Shape.Skip(axis + 1).Aggregate(1, (size, dimension) => size * dimension) : Size;
}
