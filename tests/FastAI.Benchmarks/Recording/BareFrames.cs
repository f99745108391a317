using System.IO.Pipelines;
using FastAI.Runtime.Recording;

namespace FastAI.Benchmarks.Recording;

/// <summary>What no decoder of the same stream can be faster than: its bytes come through the same pipe and are summed by CRC-32C, piece by
/// piece of a frame's length; nothing is looked at.</summary>
internal static class BareFrames
{
    /// <returns>GB per second of processor time.</returns>
    public static double Rate(Stream stream, int frameBytes)
    {
        int buffer = new RecordingOptions().BufferBytes;
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: buffer, minimumReadSize: buffer / 4));
        var before = Environment.CpuUsage.TotalTime;
        long bytes = 0;
        uint sum = 0;
        for (bool completed = false; !completed; )
        {
            var result = pipe.ReadAsync().AsTask().GetAwaiter().GetResult();
            foreach (var segment in result.Buffer)
            {
                var span = segment.Span;
                for (; span.Length >= frameBytes; span = span[frameBytes..])
                    sum ^= Crc32C.Of(span[..frameBytes]);
                sum ^= Crc32C.Of(span);
            }
            bytes += result.Buffer.Length;
            completed = result.IsCompleted;
            pipe.AdvanceTo(result.Buffer.End);
        }
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        pipe.Complete();
        GC.KeepAlive(sum);
        return bytes / seconds / 1e9;
    }
}
