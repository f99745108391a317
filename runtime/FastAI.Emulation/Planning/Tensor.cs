using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>A tensor that is kept in the workspace: what a step writes and later steps read.</summary>
internal sealed class Tensor(string name, Storage storage, int count) : IBuffer
{
    private Row[]? rows;

    public string Name { get; } = name;

    public Storage Storage { get; } = storage;

    public int Count { get; } = count;

    /// <summary>Slots taken; known once <see cref="Place"/> was called.</summary>
    public int Slots { get; private set; }

    /// <summary>Slots behind the tensor, which vector stores may run into.</summary>
    public int Padding { get; set; }

    int IBuffer.Size => Slots + Padding;

    /// <summary>First slot in the workspace, set when buffers are allocated.</summary>
    public int Base { get; set; } = -1;

    /// <summary>What is added to every stored element; 0 except for bytes.</summary>
    public int Offset { get; init; }

    /// <summary>Whether an order of elements has been chosen.</summary>
    public bool Placed => rows is not null;

    /// <summary>Chooses the order in which elements are laid out; two neighbours of it share a slot of a pair tensor.</summary>
    public void Place(ReadOnlySpan<int> order)
    {
        rows = new Row[Count];
        for (int i = 0; i < order.Length; i++)
        {
            rows[order[i]] = Storage switch
            {
                Storage.Pairs => new Row(i / 2, (i & 1) == 0 ? RowKind.Low16 : RowKind.High16),
                Storage.Int32 => new Row(i, RowKind.Int32),
                Storage.Bytes => new Row(i / 4, (RowKind)((int)RowKind.Byte0 + i % 4)),
                _ => new Row(2 * i, RowKind.Int64),
            };
        }
        Slots = Storage switch
        {
            Storage.Pairs => (Count + 1) / 2,
            Storage.Int32 => Count,
            Storage.Bytes => (Count + 3) / 4,
            _ => 2 * Count,
        };
    }

    /// <summary>The element's place relative to the tensor.</summary>
    public Row Local(int element) => rows![element];

    /// <summary>The element's place in the workspace.</summary>
    public Row Row(int element) => rows![element] with { Slot = Base + rows[element].Slot };

    /// <summary>How many elements share a slot.</summary>
    public static int ElementsInSlot(Storage storage) =>
        storage switch
        {
            Storage.Pairs => 2,
            Storage.Bytes => 4,
            _ => 1,
        };

    public static Storage StorageFor(TensorType type)
    {
        var storage = Storage.Pairs;
        foreach (var element in type.Elements.Stored)
        {
            if (element.Range.Low < int.MinValue || element.Range.High > int.MaxValue)
                return Storage.Int64;
            if (element.Range.Low < short.MinValue || element.Range.High > short.MaxValue)
                storage = Storage.Int32;
        }
        return storage;
    }
}
