using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Streaming;

/// <summary>
/// Recordings of channels through a model on a stream: every row of a file is one channel from its start, and gives a result for each tick
/// after the warm-up. Where nothing is fed back, long recordings are cut into pieces that overlap by the warm-up and run
/// side by side; the results are the same bits.
/// </summary>
public sealed class RecordedStreams
{
    /// <summary>Pieces that run side by side.</summary>
    private const int Lanes = 256;

    /// <summary>Elements of recordings and results that are in memory at once, unless a single recording has more.</summary>
    private const long MaxElements = 1 << 24;

    private readonly EventData data;
    private readonly bool fed;
    private readonly int window;
    private readonly StreamEmulator[] emulators;
    private long limited;

    /// <param name="graph">A model that runs on a stream.</param>
    /// <param name="file">The recordings, channel by channel.</param>
    /// <param name="threads">How many threads share the work.</param>
    /// <exception cref="FastAIException">The model and the file do not fit each other.</exception>
    public RecordedStreams(FixedGraph graph, DataFile file, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        data = EventData.Bind(file, EventInput.SamplesOf(graph));
        (fed, window) = (!graph.Stream!.Feedback.IsEmpty, graph.Stream.Ticks);
        emulators = [.. Enumerable.Range(0, threads).Select(_ => StreamEmulator.Create(graph, Lanes))];
        if (data.EventsPerRow + window > int.MaxValue)
            throw FastAIException.Unsupported($"{file.Path}: a recording of {data.EventsPerRow + window - 1} ticks is too long");
        Ticks = (int)data.EventsPerRow + window - 1;
    }

    /// <summary>Channels of the file.</summary>
    public long Channels => data.RowCount;

    /// <summary>Ticks of a recording.</summary>
    public int Ticks { get; }

    /// <summary>Results of a channel.</summary>
    public int ResultsPerChannel => Ticks - window + 1;

    /// <summary>Elements of a result.</summary>
    public int OutputCount => emulators[0].OutputCount;

    /// <summary>Samples so far that lay outside their format and were limited.</summary>
    public long Limited => limited;

    /// <summary>The samples of one channel as mantissas, tick by tick.</summary>
    public long[] Recording(long channel)
    {
        var emulator = emulators[0];
        int width = emulator.SampleCount;
        var rows = new double[data.Inputs.Count][];
        for (int i = 0; i < rows.Length; i++)
            data.ReadRows(i, channel, 1, rows[i] = new double[data.ElementsPerRow(i)]);
        var values = new double[Ticks * width];
        for (int t = 0; t < Ticks; t++)
            Read(rows, 0, t, values.AsSpan(t * width, width));
        var mantissas = new long[values.Length];
        Interlocked.Add(ref limited, emulator.QuantizeSamples(values, mantissas, channel));
        return mantissas;
    }

    /// <summary>Results channel by channel, each tick by tick.</summary>
    public IEnumerable<RecordedResults> Blocks(IProgress<string> progress)
    {
        long perChannel =
            (long)ResultsPerChannel * OutputCount + Enumerable.Range(0, data.Inputs.Count).Sum(i => (long)data.ElementsPerRow(i));
        int block = (int)Math.Clamp(MaxElements / perChannel, 1, Lanes * emulators.Length);
        for (long first = 0; first < Channels; first += block)
        {
            int count = (int)Math.Min(block, Channels - first);
            progress.Report($"channel {first} of {Channels}");
            var rows = new double[data.Inputs.Count][];
            for (int i = 0; i < rows.Length; i++)
                data.ReadRows(i, first, count, rows[i] = new double[checked(count * data.ElementsPerRow(i))]);
            var results = new long[checked((long)count * ResultsPerChannel * OutputCount)];
            var pieces = Cut(count);
            int each = (pieces.Count + emulators.Length - 1) / emulators.Length;
            Parallel.For(0, emulators.Length, thread =>
            {
                for (int at = thread * each; at < Math.Min((thread + 1) * each, pieces.Count); at += Lanes)
                    Run(
                        emulators[thread],
                        pieces[at..Math.Min(at + Lanes, Math.Min((thread + 1) * each, pieces.Count))],
                        rows,
                        results,
                        first
                    );
            });
            yield return new RecordedResults(first, count, results);
        }
    }

    /// <summary>Pieces of at least four windows, as many as there are lanes.</summary>
    private List<Piece> Cut(int channels)
    {
        int parts = fed ? 1 : Math.Clamp(Lanes * emulators.Length / channels, 1, Math.Max(1, ResultsPerChannel / (4 * window)));
        var pieces = new List<Piece>();
        for (int p = 0; p < parts; p++)
        {
            int from = (int)((long)ResultsPerChannel * p / parts),
                to = (int)((long)ResultsPerChannel * (p + 1) / parts);
            for (int c = 0; c < channels; c++)
                pieces.Add(new Piece(c, from, to - from));
        }
        return pieces;
    }

    private void Run(StreamEmulator emulator, List<Piece> pieces, double[][] rows, long[] results, long firstChannel)
    {
        int width = emulator.SampleCount,
            outputs = emulator.OutputCount,
            longest = pieces.Max(p => p.Results) + window - 1;
        double[] values = new double[pieces.Count * width];
        long[] samples = new long[values.Length],
            got = new long[pieces.Count * outputs];
        var (lanes, valid) = (new int[pieces.Count], new bool[pieces.Count]);
        long outside = 0;
        emulator.Restart();
        for (int t = 0; t < longest; t++)
        {
            int active = 0;
            for (int lane = 0; lane < pieces.Count; lane++)
            {
                if (t >= pieces[lane].Results + window - 1)
                    continue;
                Read(rows, pieces[lane].Channel, pieces[lane].First + t, values.AsSpan(active * width, width));
                lanes[active++] = lane;
            }
            outside += emulator.QuantizeSamples(values.AsSpan(0, active * width), samples, firstChannel);
            emulator.Push(
                lanes.AsSpan(0, active),
                samples.AsSpan(0, active * width),
                got.AsSpan(0, active * outputs),
                valid.AsSpan(0, active)
            );
            if (t < window - 1)
                continue;
            for (int i = 0; i < active; i++)
            {
                var piece = pieces[lanes[i]];
                got.AsSpan(i * outputs, outputs)
                    .CopyTo(results.AsSpan(checked((piece.Channel * ResultsPerChannel + piece.First + t - window + 1) * outputs)));
            }
        }
        Interlocked.Add(ref limited, outside);
    }

    /// <summary>The newest column of all inputs.</summary>
    private void Read(double[][] rows, int channel, int tick, Span<double> sample)
    {
        int to = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = data.ElementsPerRow(i),
                inner = data.Inputs[i].Inner;
            for (int at = channel * row + tick * inner; at < (channel + 1) * row; at += Ticks * inner)
            {
                rows[i].AsSpan(at, inner).CopyTo(sample[to..]);
                to += inner;
            }
        }
    }

    /// <param name="Channel">Channel of the block.</param>
    /// <param name="First">Its first result, and the first tick that it takes.</param>
    /// <param name="Results">Results that it gives.</param>
    private readonly record struct Piece(int Channel, int First, int Results);
}
