using FastAI.Model.FixedGraph;

namespace FastAI.Model.Streaming;

/// <summary>The elements of an input that enter with one tick: those of one index along time, row-major.</summary>
internal readonly struct InputColumn
{
    private readonly int ticks;
    private readonly int inner;

    /// <param name="shape">Shape of the input on windows.</param>
    /// <param name="axis">Its time axis, or <see cref="StreamSettings.NoAxis"/>.</param>
    public InputColumn(Shape shape, int axis)
    {
        (ticks, inner) = (1, 1);
        if (axis != StreamSettings.NoAxis)
        {
            ticks = shape[axis];
            for (int i = axis + 1; i < shape.Rank; i++)
                inner *= shape[i];
        }
        Shape = axis == StreamSettings.NoAxis ? shape : new Shape([.. shape.Extents.RemoveAt(axis)]);
    }

    /// <summary>Shape without time.</summary>
    public Shape Shape { get; }

    public int Count => Shape.Count;

    /// <summary>Which element of a column an element of a window is.</summary>
    public int ElementOf(int element) => element / (ticks * inner) * inner + element % inner;

    /// <summary>Ticks between its column and the newest.</summary>
    public int DelayOf(int element) => ticks - 1 - element / inner % ticks;

    /// <summary>Where an element of the column of a tick stands in a window.</summary>
    public int WindowElement(int column, int tick) => (column / inner * ticks + tick) * inner + column % inner;
}
