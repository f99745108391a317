using System.Globalization;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Data;

namespace FastAI.Cli;

/// <summary>Reads a file block by block and quantises it to the input formats (RND, SAT), as the firmware's front end would.</summary>
internal sealed class EventStream
{
    private readonly EventData data;
    private readonly int blockSize;
    private readonly TensorType[] types;
    private readonly long[] mantissas;
    private readonly double[][] values;

    public EventStream(FixedGraph graph, EventData data, int blockSize, long? events = null)
    {
        (this.data, this.blockSize) = (data, blockSize);
        Count = Math.Min(events ?? long.MaxValue, data.EventCount);
        types = [.. graph.Inputs.Select(i => graph.Nodes[i].Type)];
        Width = graph.InputCount;
        mantissas = new long[blockSize * Width];
        values = [.. types.Select(t => new double[blockSize * t.Count])];
    }

    /// <summary>Number of events that will be read.</summary>
    public long Count { get; }

    /// <summary>Input elements of one event.</summary>
    public int Width { get; }

    /// <summary>Values so far that lay outside their format and were limited.</summary>
    public long Limited { get; private set; }

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
        for (int port = 0, offset = 0; port < types.Length; offset += types[port].Count, port++)
        {
            int size = types[port].Count;
            data.ReadAsDouble(port, first, count, values[port]);
            for (int i = 0; i < size; i++)
            {
                var format = types[port][i].Format;
                double scale = Math.ScaleB(1, format.Fraction), low = format.MinMantissa, high = format.MaxMantissa;
                for (int e = 0; e < count; e++)
                {
                    double real = values[port][e * size + i], scaled = real * scale;
                    // A value on the grid, and inside, needs no rounding: the usual case.
                    if (scaled >= low && scaled <= high && scaled == (long)scaled)
                    {
                        mantissas[e * Width + offset + i] = (long)scaled;
                        continue;
                    }
                    if (scaled < low || scaled > high) Limited++;
                    mantissas[e * Width + offset + i] = Quantizer.Quantize(real, format, Rounding.Rnd, Overflow.Sat);
                }
            }
        }
    }
}
