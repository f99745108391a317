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
    private readonly MantissaRange range;
    private readonly ShortTransfer transfer;
    private readonly (short Low, short High) ends;

    /// <param name="node">The input.</param>
    /// <param name="tensor">Where it goes; in order and without spare places.</param>
    /// <param name="offset">Where its elements begin among those of one event.</param>
    /// <param name="inputCount">Elements of one event over all inputs.</param>
    /// <param name="transfer">Moves many.</param>
    public EventInput(FixedNode node, EventTensor tensor, int offset, int inputCount, ShortTransfer transfer)
    {
        (this.node, this.offset, this.inputCount, this.transfer) = (node, offset, inputCount, transfer);
        (count, elementBytes, stored, tensorBase) = (node.Type.Count, tensor.ElementBytes, tensor.Offset, tensor.Base);
        range = new MantissaRange(node.Type.Elements);
        flat = count == inputCount && range.IsUniform;
        var format = node.Type[0].Format;
        ends = ((short)format.MinMantissa, (short)format.MaxMantissa);
    }

    /// <returns>Whether every mantissa lies inside its format.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Pack<T>(T* source, int events, byte* tile)
        where T : unmanaged, IBinaryInteger<T>
    {
        byte* to = tile + tensorBase;
        var (rows, length) = flat ? (1, events * count) : (events, count);
        return typeof(T) == typeof(short) && range.IsUniform && events > 1 && length >= transfer.Lanes
            ? transfer.In((short*)(source + offset), inputCount, rows, length, to, elementBytes, stored, ends)
            : range.Bring(source + offset, inputCount, rows, length, to, elementBytes, stored);
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
