using System.Numerics;
using System.Runtime.CompilerServices;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Execution;

/// <summary>Brings one input of the model into its event-major tensor and holds it to its formats: every proof
/// about the model rests on these.</summary>
internal sealed unsafe class EventInput
{
    private readonly FixedNode node;
    private readonly int offset;
    private readonly int inputCount;
    private readonly int count;
    private readonly int elementBytes;
    private readonly int stored;
    private readonly int tensorBase;
    private readonly bool flat;

    /// <summary>How many vectors are moved into bytes and nothing else; 0 where there is more to do.</summary>
    private readonly int wholeVectors;
    private readonly MantissaRange range;
    private readonly ShortTransfer transfer;
    private readonly (short Low, short High) ends;
    private readonly EntryTable? entry;
    private readonly EventTable8? look;

    /// <param name="node">The input.</param>
    /// <param name="tensor">Where it goes; in order and without spare places.</param>
    /// <param name="offset">Where its elements begin among those of one event.</param>
    /// <param name="inputCount">Elements of one event over all inputs.</param>
    /// <param name="transfer">Moves many.</param>
    /// <param name="table">What the elements go through first, if anything; the tensor then holds entries in bytes.</param>
    public EventInput(FixedNode node, EventTensor tensor, int offset, int inputCount, ShortTransfer transfer, LookupTable? table)
    {
        (this.node, this.offset, this.inputCount, this.transfer) = (node, offset, inputCount, transfer);
        (count, elementBytes, stored, tensorBase) = (node.Type.Count, tensor.ElementBytes, tensor.Offset, tensor.Base);
        range = new MantissaRange(node.Type.Elements);
        flat = count == inputCount && range.IsUniform;
        var format = node.Type[0].Format;
        wholeVectors = table is null && elementBytes == 1 && count % MantissaRange.Lanes == 0 ? count / MantissaRange.Lanes : 0;
        ends = ((short)format.MinMantissa, (short)format.MaxMantissa);
        if (table is null)
            return;
        stored = ByteLayers.OffsetFor(node.Type)!.Value;
        entry = new EntryTable(table, format, tensor.Offset);
        var arguments = new EventTensor(node.Name, 1, tensor.Places, tensor.Width) { Offset = stored, Base = tensorBase };
        look = new EventTable8(table, arguments, tensor, wide: true);
    }

    /// <summary>Where its tensor begins, in bytes from the workspace's first.</summary>
    public int Base => tensorBase;

    /// <summary>The way of all mantissas of an event into registers, where it is their only one and they fill no more than two.</summary>
    public EntryVectors? Registers =>
        wholeVectors is > 0 and <= EntryVectors.Most && count == inputCount ? new EntryVectors(range, wholeVectors, stored) : null;

    /// <returns>Whether every mantissa lies inside its format.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Pack<T>(T* source, int events, byte* tile)
        where T : unmanaged, IBinaryInteger<T>
    {
        byte* to = tile + tensorBase;
        var (rows, length) = flat ? (1, events * count) : (events, count);
        if (look is not null)
            return PackEntries(source + offset, rows, length, events, tile);
        return typeof(T) == typeof(short) && range.IsUniform && events > 1 && length >= transfer.Lanes
            ? transfer.In((short*)(source + offset), inputCount, rows, length, to, elementBytes, stored, ends)
            : range.Bring(source + offset, inputCount, rows, length, to, elementBytes, stored);
    }

    /// <summary>The same for one event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool PackOne<T>(T* source, byte* tile)
        where T : unmanaged, IBinaryInteger<T> =>
        wholeVectors > 0 ? range.BringVectors(source + offset, wholeVectors, tile + tensorBase, stored) : Pack(source, 1, tile);

    /// <summary>All of a batch of 16-bit integers into the caller's memory, where the model is a table and nothing more.</summary>
    /// <returns>Whether every mantissa lies inside its format.</returns>
    public bool Through(short* source, short* target, nint elements) => entry!.Through(source, target, elements);

    private bool PackEntries<T>(T* source, int rows, int length, int events, byte* tile)
        where T : unmanaged, IBinaryInteger<T>
    {
        byte* to = tile + tensorBase;
        if (typeof(T) == typeof(short) && length >= EntryTable.AtLeast)
            return entry!.In((short*)source, inputCount, rows, length, to);
        bool inside = range.Bring(source, inputCount, rows, length, to, elementBytes, stored);
        look!.Run(tile, events);
        return inside;
    }

    /// <summary>Names the first mantissa that lies outside its format.</summary>
    public void Refuse<T>(T* source, int events, long firstEvent)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int e = 0; e < events; e++)
        {
            for (int i = 0; i < count; i++)
            {
                long m = long.CreateTruncating(source[(nint)e * inputCount + offset + i]);
                var format = node.Type[i].Format;
                if (m < format.MinMantissa || m > format.MaxMantissa)
                    throw FastAIException.BadInput(
                        $"event {firstEvent + e}, element {i} of input '{node.Name}': mantissa {m} is outside {format}"
                    );
            }
        }
    }
}
