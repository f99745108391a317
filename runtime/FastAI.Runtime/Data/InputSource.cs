namespace FastAI.Runtime.Data;

/// <summary>Where the events of one input come from.</summary>
internal abstract class InputSource(DataArray array)
{
    internal DataArray Array { get; } = array;

    internal abstract long EventCount { get; }

    /// <summary>Events that one row of the array gives.</summary>
    internal virtual long EventsPerRow => 1;

    internal abstract void ReadAsDouble(long start, int count, Span<double> destination);

    internal abstract void ReadAsLong(long start, int count, Span<long> destination);

    /// <summary>Elements of this input in a row of the array.</summary>
    internal abstract int ElementsPerRow { get; }

    /// <summary>Reads the input's part of whole rows.</summary>
    internal abstract void ReadRows(long start, int count, Span<double> destination);
}
