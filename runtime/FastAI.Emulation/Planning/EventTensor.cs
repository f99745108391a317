namespace FastAI.Emulation.Planning;

/// <summary>A tensor that is kept event-major: all elements of an event, then those of the next.</summary>
/// <param name="name">Name of the node, for messages.</param>
/// <param name="elementBytes">1: unsigned bytes with an offset; 2 or 4: signed integers.</param>
/// <param name="places">For each element its place among those of an event.</param>
/// <param name="width">Places of an event, with spare ones behind; these hold what some element holds.</param>
internal sealed class EventTensor(string name, int elementBytes, int[] places, int width) : IBuffer
{
    /// <summary>Bytes behind the last event that vectors may read and write.</summary>
    private const int Margin = 128;

    public string Name { get; } = name;

    public int ElementBytes { get; } = elementBytes;

    public int[] Places { get; } = places;

    public int Width { get; } = width;

    /// <summary>What is added to every stored element; 0 except for bytes.</summary>
    public int Offset { get; init; }

    /// <summary>What its elements are.</summary>
    public EventForm Form =>
        ElementBytes switch
        {
            1 => Offset == 0 ? EventForm.Unsigned : EventForm.Bytes,
            2 => EventForm.Shorts,
            _ => EventForm.Words,
        };

    /// <summary>Bytes of an event.</summary>
    public int Stride => Width * ElementBytes;

    /// <summary>Events that there is room for, chosen once all tensors are known.</summary>
    public int Events { get; set; } = 1;

    /// <summary>First byte in the workspace.</summary>
    public int Base { get; set; } = -1;

    int IBuffer.Size => checked(Events * Stride + Margin + 63) & ~63;

    /// <summary>Where an element lies within its event, in bytes.</summary>
    public int ByteOf(int element) => Places[element] * ElementBytes;

    /// <summary>The places 0, 1, 2...</summary>
    public static int[] InOrder(int count) => [.. Enumerable.Range(0, count)];
}
