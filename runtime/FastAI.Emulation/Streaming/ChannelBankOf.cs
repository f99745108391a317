using System.Numerics;

namespace FastAI.Emulation.Streaming;

/// <summary>Channels kept as <typeparamref name="T"/>: for each channel its feedback, then a ring for each group of lines.
/// Nothing is allocated after the start.</summary>
internal sealed class ChannelBankOf<T> : ChannelBank
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>Channels that go through the kernel at once: a few tiles, so that their data stays in the cache.</summary>
    private const int Chunk = 256;

    private readonly Kernel kernel;
    private readonly int samples;
    private readonly int results;
    private readonly LineGroup[] lines;
    private readonly T[] initial;
    private readonly int stride;
    private readonly T[] memory;
    private readonly int[] heads;
    private readonly T[] inputs;
    private readonly T[] outputs;
    private readonly int inputCount;
    private readonly int outputCount;

    /// <param name="kernel">Runs events of the kernel's inputs: samples, feedback, then lines.</param>
    /// <param name="channels">How many channels there are.</param>
    /// <param name="samples">Elements of one sample.</param>
    /// <param name="results">Elements of one result.</param>
    /// <param name="initial">Feedback at a channel's start.</param>
    /// <param name="lines">Groups of lines.</param>
    public ChannelBankOf(Kernel kernel, int channels, int samples, int results, long[] initial, LineGroup[] lines)
    {
        (this.kernel, this.samples, this.results, this.lines) = (kernel, samples, results, lines);
        this.initial = [.. initial.Select(T.CreateChecked)];
        inputCount = samples + initial.Length + lines.Sum(l => l.Rows.Length * l.Width);
        outputCount = results + initial.Length + lines.Sum(l => l.Width);
        stride = initial.Length + lines.Sum(l => l.Size);
        memory = new T[checked((long)channels * stride)];
        heads = new int[channels * lines.Length];
        int chunk = Math.Min(Chunk, channels);
        (inputs, outputs) = (new T[chunk * inputCount], new T[chunk * outputCount]);
        for (int c = 0; c < channels; c++)
            Fill(memory.AsSpan(c * stride, stride));
    }

    /// <summary>Runs a batch.</summary>
    public delegate void Kernel(ReadOnlySpan<T> inputs, Span<T> outputs);

    public override void Restart(int channel) => initial.CopyTo(memory.AsSpan(channel * stride));

    public override void Push<S>(ReadOnlySpan<int> channels, ReadOnlySpan<S> samples, Span<S> results)
    {
        for (int first = 0; first < channels.Length; first += Chunk)
        {
            var chunk = channels.Slice(first, Math.Min(Chunk, channels.Length - first));
            for (int i = 0; i < chunk.Length; i++)
                Gather(chunk[i], samples.Slice((first + i) * this.samples, this.samples), inputs.AsSpan(i * inputCount, inputCount));
            kernel(inputs.AsSpan(0, chunk.Length * inputCount), outputs.AsSpan(0, chunk.Length * outputCount));
            for (int i = 0; i < chunk.Length; i++)
                Scatter(chunk[i], outputs.AsSpan(i * outputCount, outputCount), results.Slice((first + i) * this.results, this.results));
        }
    }

    private void Gather<S>(int channel, ReadOnlySpan<S> sample, Span<T> input)
        where S : unmanaged, IBinaryInteger<S>
    {
        for (int i = 0; i < sample.Length; i++)
            input[i] = T.CreateTruncating(sample[i]);
        var kept = memory.AsSpan(channel * stride, stride);
        kept[..initial.Length].CopyTo(input[samples..]);
        var head = heads.AsSpan(channel * lines.Length, lines.Length);
        int from = initial.Length,
            to = samples + initial.Length;
        for (int l = 0; l < lines.Length; l++)
        {
            var line = lines[l];
            int newest = from + head[l] * line.Width;
            if (line.IsWhole)
            {
                int count = line.Depth * line.Width;
                kept.Slice(newest, count).CopyTo(input[to..]);
                to += count;
            }
            else
            {
                foreach (int row in line.Rows)
                {
                    kept.Slice(newest + row * line.Width, line.Width).CopyTo(input[to..]);
                    to += line.Width;
                }
            }
            from += line.Size;
        }
    }

    private void Scatter<S>(int channel, ReadOnlySpan<T> output, Span<S> result)
        where S : unmanaged, IBinaryInteger<S>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = S.CreateTruncating(output[i]);
        var kept = memory.AsSpan(channel * stride, stride);
        output.Slice(results, initial.Length).CopyTo(kept);
        var head = heads.AsSpan(channel * lines.Length, lines.Length);
        int from = results + initial.Length,
            to = initial.Length;
        for (int l = 0; l < lines.Length; l++)
        {
            var line = lines[l];
            int row = head[l] == 0 ? line.Depth - 1 : head[l] - 1;
            var newest = output.Slice(from, line.Width);
            newest.CopyTo(kept[(to + row * line.Width)..]);
            newest.CopyTo(kept[(to + (row + line.Depth) * line.Width)..]);
            head[l] = row;
            from += line.Width;
            to += line.Size;
        }
    }

    private void Fill(Span<T> kept)
    {
        initial.CopyTo(kept);
        int at = initial.Length;
        foreach (var line in lines)
            for (int row = 0; row < 2 * line.Depth; row++)
                foreach (long value in line.Fill)
                    kept[at++] = T.CreateChecked(value);
    }
}
