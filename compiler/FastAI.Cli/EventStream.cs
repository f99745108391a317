using System.Globalization;
using FastAI.Emulation;
using FastAI.Runtime.Data;

namespace FastAI.Cli;

/// <summary>Reads a file block by block and brings it to the input formats, as the front end of the firmware does.</summary>
internal sealed class EventStream
{
    private readonly EventData data;
    private readonly int blockSize;
    private readonly Emulator emulator;
    private readonly long[] mantissas;
    private readonly double[] values;
    private readonly double[][] ports;

    public EventStream(Emulator emulator, EventData data, int blockSize, long? events = null)
    {
        (this.emulator, this.data, this.blockSize) = (emulator, data, blockSize);
        Count = Math.Min(events ?? long.MaxValue, data.EventCount);
        mantissas = new long[blockSize * Width];
        values = new double[blockSize * Width];
        // A single input is read where it is needed; several are read side by side and then interleaved event by event.
        ports = emulator.Inputs.Length == 1 ? [values] : [.. emulator.Inputs.Select(p => new double[blockSize * p.Shape.Count])];
    }

    /// <summary>Number of events that will be read.</summary>
    public long Count { get; }

    /// <summary>Input elements of one event.</summary>
    public int Width => emulator.InputCount;

    /// <summary>Values so far that lay outside their format and were limited.</summary>
    public long Limited { get; private set; }

    /// <summary>Values so far that were missing.</summary>
    public long Missing { get; private set; }

    public IEnumerable<EventBlock> Blocks(IProgress<string> progress)
    {
        for (long first = 0; first < Count; first += blockSize)
        {
            int count = (int)Math.Min(blockSize, Count - first);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"event {first} of {Count}"));
            Read(first, count);
            yield return new EventBlock(first, count, mantissas.AsMemory(0, count * Width));
        }
    }

    private void Read(long first, int count)
    {
        for (int p = 0; p < ports.Length; p++)
        {
            data.ReadAsDouble(p, first, count, ports[p]);
            if (ports.Length == 1)
                break;
            var port = emulator.Inputs[p];
            for (int e = 0; e < count; e++)
                ports[p].AsSpan(e * port.Shape.Count, port.Shape.Count).CopyTo(values.AsSpan(e * Width + port.Offset));
        }
        if (data.Inputs.Any(input => input.Missing is not null))
            foreach (double value in values.AsSpan(0, count * Width))
                Missing += double.IsNaN(value) ? 1 : 0;
        Limited += emulator.QuantizeInputs(values.AsSpan(0, count * Width), mantissas, first);
    }
}
