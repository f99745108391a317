using System.Numerics;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Model;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>Brings events into a tile, lane = event, and holds them to the input formats: every proof about the model rests on these.</summary>
internal sealed unsafe class InputPacker
{
    private readonly Row[] rows;
    private readonly FixedFormat[] formats;
    private readonly Func<int, string> nameOf;

    /// <param name="rows">Where each element goes.</param>
    /// <param name="formats">Format of each element.</param>
    /// <param name="nameOf">What messages call an element.</param>
    public InputPacker(Row[] rows, FixedFormat[] formats, Func<int, string> nameOf) => (this.rows, this.formats, this.nameOf) = (rows, formats, nameOf);

    /// <param name="source">Events one after another.</param>
    /// <param name="events">1 to <see cref="Tile.Events"/>; lanes beyond repeat the first event.</param>
    /// <param name="tile">The workspace.</param>
    /// <param name="firstEvent">Index of the first event in the caller's batch, for messages.</param>
    /// <exception cref="FastAIException">A mantissa is outside its format.</exception>
    public void Pack<T>(T* source, int events, byte* tile, long firstEvent)
        where T : unmanaged, IBinaryInteger<T>
    {
        bool outside = false;
        for (int i = 0; i < rows.Length; i++)
        {
            byte* slot = tile + (nint)rows[i].Slot * Tile.SlotBytes;
            long min = formats[i].MinMantissa;
            ulong span = (ulong)(formats[i].MaxMantissa - min);
            outside |= rows[i].Kind switch
            {
                RowKind.Low16 => Column(source + i, events, (short*)slot, 2, min, span),
                RowKind.High16 => Column(source + i, events, (short*)slot + 1, 2, min, span),
                RowKind.Int32 => Column(source + i, events, (int*)slot, 1, min, span),
                _ => Column(source + i, events, (long*)slot, 1, min, span),
            };
        }
        if (outside) Refuse(source, events, firstEvent);
    }

    private bool Column<T, U>(T* source, int events, U* lanes, int step, long min, ulong span)
        where T : unmanaged, IBinaryInteger<T>
        where U : unmanaged, IBinaryInteger<U>
    {
        bool outside = false;
        int stride = rows.Length;
        for (int e = 0; e < events; e++, source += stride)
        {
            long m = long.CreateTruncating(*source);
            outside |= (ulong)(m - min) > span;
            lanes[e * step] = U.CreateTruncating(m);
        }
        for (int e = events; e < Tile.Events; e++) lanes[e * step] = lanes[0];
        return outside;
    }

    private void Refuse<T>(T* source, int events, long firstEvent)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < events * rows.Length; i++)
        {
            long m = long.CreateTruncating(source[i]);
            int element = i % rows.Length;
            if (m < formats[element].MinMantissa || m > formats[element].MaxMantissa)
                throw FastAIException.BadInput($"event {firstEvent + i / rows.Length}, {nameOf(element)}: mantissa {m} is outside {formats[element]}");
        }
    }
}
