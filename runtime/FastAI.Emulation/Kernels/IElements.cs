namespace FastAI.Emulation.Kernels;

/// <summary>
/// How an event-major kernel gets and puts elements as 16-bit integers, whole vectors at a time: loops are compiled for each way.
/// </summary>
internal unsafe interface IElements<V>
    where V : struct
{
    /// <param name="tensor">The first element.</param>
    /// <param name="place">Which element to begin with.</param>
    /// <param name="value">What stored elements have been given in addition, in every lane; of a constant the constant.</param>
    static abstract V Load(byte* tensor, nint place, V value);

    /// <inheritdoc cref="Load"/>
    static abstract void Store(V elements, byte* tensor, nint place, V value);

    /// <summary>Two vectors.</summary>
    static abstract void Store(V lower, V upper, byte* tensor, nint place, V value);
}
