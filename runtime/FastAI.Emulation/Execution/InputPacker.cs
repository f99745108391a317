using System.Numerics;
using System.Runtime.Intrinsics;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>
/// Brings events into a tile, lane = event, and holds them to the input formats: every proof about the model rests on these.
/// Where eight slots and more hold neighbouring 16-bit elements, whole tiles are transposed in registers.
/// </summary>
internal sealed unsafe class InputPacker
{
    private readonly Row[] rows;
    private readonly int tileEvents;
    private readonly FixedFormat[] formats;
    private readonly Func<int, string> nameOf;
    private readonly bool narrow;
    private readonly bool contiguous;
    private readonly bool anyShort;
    private readonly MantissaRange? range;
    private readonly PairRun[] runs;
    private readonly int[] rest;
    private readonly Pinned<short> least;
    private readonly Pinned<short> greatest;

    /// <param name="rows">Where each element goes.</param>
    /// <param name="tileEvents">Events of a tile.</param>
    /// <param name="formats">Format of each element.</param>
    /// <param name="nameOf">What messages call an element.</param>
    public InputPacker(Row[] rows, int tileEvents, FixedFormat[] formats, Func<int, string> nameOf)
    {
        (this.rows, this.tileEvents, this.formats, this.nameOf) = (rows, tileEvents, formats, nameOf);
        narrow = rows.All(r => r.Kind is RowKind.Low16 or RowKind.High16);
        (runs, rest) = narrow && tileEvents == Tile.Events ? PairRun.Find(rows) : ([], [.. Enumerable.Range(0, rows.Length)]);
        contiguous = tileEvents == 1 && PairRun.Contiguous(rows);
        range =
            narrow && formats.Length > 0
                ? new MantissaRange(PerElement<ElementType>.Create(formats.Length, i => ElementType.Full(formats[i])))
                : null;
        anyShort = Array.TrueForAll(formats, f => f.MinMantissa <= short.MinValue && f.MaxMantissa >= short.MaxValue);
        least = new Pinned<short>([.. formats.Select(f => (short)Math.Max(short.MinValue, f.MinMantissa))]);
        greatest = new Pinned<short>([.. formats.Select(f => (short)Math.Min(short.MaxValue, f.MaxMantissa))]);
    }

    /// <param name="source">Events one after another.</param>
    /// <param name="events">At most those of a tile; lanes beyond repeat the first event.</param>
    /// <param name="tile">Where they go.</param>
    /// <param name="staging">Room for the events of a tile as 16-bit integers.</param>
    /// <param name="firstEvent">Index of the first event in the caller's batch, for messages.</param>
    /// <exception cref="FastAIException">A mantissa is outside its format.</exception>
    public void Pack<T>(T* source, int events, byte* tile, short* staging, long firstEvent)
        where T : unmanaged, IBinaryInteger<T>
    {
        bool outside;
        if (range is null)
        {
            outside = Columns(source, events, tile, rest);
        }
        else if (typeof(T) == typeof(short))
        {
            outside = !anyShort && Outside((short*)source, events);
            if (!outside)
                Shorts((short*)source, events, tile);
        }
        else
        {
            int count = rows.Length;
            outside = !(
                range.IsUniform
                    ? range.Bring(source, 0, 1, events * count, (byte*)staging, sizeof(short), 0)
                    : range.Bring(source, count, events, count, (byte*)staging, sizeof(short), 0)
            );
            if (!outside)
                Shorts(staging, events, tile);
        }
        if (outside)
            Refuse(source, events, firstEvent);
    }

    private void Shorts(short* source, int events, byte* tile)
    {
        if (contiguous)
        {
            Buffer.MemoryCopy(source, tile + (nint)rows[0].Slot * sizeof(int), rows.Length * sizeof(short), rows.Length * sizeof(short));
        }
        else if (events == tileEvents && PairRun.CanTranspose)
        {
            foreach (var run in runs)
                run.Load(source, rows.Length, tile);
            Columns(source, events, tile, rest);
        }
        else
        {
            for (int i = 0; i < rows.Length; i++)
                Column(source + i, events, (short*)SlotOf(tile, i) + (rows[i].Kind == RowKind.High16 ? 1 : 0), 2, i);
        }
    }

    private byte* SlotOf(byte* tile, int element) => tile + (nint)rows[element].Slot * sizeof(int) * tileEvents;

    private bool Columns<T>(T* source, int events, byte* tile, int[] elements)
        where T : unmanaged, IBinaryInteger<T>
    {
        bool outside = false;
        foreach (int i in elements)
        {
            byte* slot = SlotOf(tile, i);
            outside |= rows[i].Kind switch
            {
                RowKind.Low16 => Column(source + i, events, (short*)slot, 2, i),
                RowKind.High16 => Column(source + i, events, (short*)slot + 1, 2, i),
                RowKind.Int32 => Column(source + i, events, (int*)slot, 1, i),
                _ => Column(source + i, events, (long*)slot, 1, i),
            };
        }
        return outside;
    }

    private bool Column<T, U>(T* source, int events, U* lanes, int step, int element)
        where T : unmanaged, IBinaryInteger<T>
        where U : unmanaged, IBinaryInteger<U>
    {
        long min = formats[element].MinMantissa;
        ulong span = (ulong)(formats[element].MaxMantissa - min);
        bool outside = false;
        int stride = rows.Length;
        for (int e = 0; e < events; e++, source += stride)
        {
            long m = long.CreateTruncating(*source);
            outside |= (ulong)(m - min) > span;
            lanes[e * step] = U.CreateTruncating(m);
        }
        for (int e = events; e < tileEvents; e++)
            lanes[e * step] = lanes[0];
        return outside;
    }

    private bool Outside(short* source, int events)
    {
        int count = rows.Length,
            vectors = count & -Vector128<short>.Count;
        var wrong = Vector128<short>.Zero;
        bool outside = false;
        for (int e = 0; e < events; e++, source += count)
        {
            int i = 0;
            for (; i < vectors; i += Vector128<short>.Count)
            {
                var x = Vector128.Load(source + i);
                wrong |=
                    Vector128.LessThan(x, Vector128.Load(least.Pointer + i))
                    | Vector128.GreaterThan(x, Vector128.Load(greatest.Pointer + i));
            }
            for (; i < count; i++)
                outside |= source[i] < least.Pointer[i] || source[i] > greatest.Pointer[i];
        }
        return outside || wrong != Vector128<short>.Zero;
    }

    private void Refuse<T>(T* source, int events, long firstEvent)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < events * rows.Length; i++)
        {
            long m = long.CreateTruncating(source[i]);
            int element = i % rows.Length;
            if (m < formats[element].MinMantissa || m > formats[element].MaxMantissa)
                throw FastAIException.BadInput(
                    $"event {firstEvent + i / rows.Length}, {nameOf(element)}: mantissa {m} is outside {formats[element]}"
                );
        }
    }
}
