using System.Diagnostics;
using System.Globalization;
using FastAI.Runtime.Recording;

namespace FastAI.Benchmarks.Recording;

/// <summary>Prints how fast own frames are decoded, per second of processor time, and what memory a long stream takes.</summary>
internal static class FrameTable
{
    private const long Piece = 256 << 20;
    private const long Long = 2L << 30;
    private const double Limit = 8;
    private const double MemoryLimit = 64;
    private const double WarmSeconds = 1.5;
    private const int Rounds = 9;

    private static readonly (int Channels, int Samples)[] Shapes = [(1, 128), (384, 1), (64, 16), (64, 64), (384, 64)];

    public static int Print(string[] options)
    {
        // Until the runtime has compiled everything with what it has seen of it.
        var warm = Stopwatch.StartNew();
        while (warm.Elapsed.TotalSeconds < WarmSeconds)
            foreach (bool checksums in (bool[])[true, false])
                Rate(new SyntheticFrames(1, 128, Piece / 16), checksums);
        Line($"limit: {Limit} GB per second of processor time, checksums checked");
        Line($"GB/CPU-s, medians of {Rounds} (lowest to highest)");
        Line($"bare: the same stream through the same pipe, each frame's bytes summed by CRC-32C and nothing else");
        Line($"{"frame", -20} {"bytes", 6} {"with CRC-32C", 20} {"of the limit", 13} {"bare", 20} {"share", 6} {"without", 20}");
        foreach (var (channels, samples) in Shapes)
        {
            int bytes = FrameHeader.Size + FrameHeader.TrailerSize + 2 * channels * samples;
            double[] with = new double[Rounds],
                bare = new double[Rounds],
                without = new double[Rounds];
            // In turn, so that a machine that slows down does so for all three.
            for (int i = 0; i < Rounds; i++)
            {
                with[i] = Rate(new SyntheticFrames(channels, samples, Piece), checksums: true);
                bare[i] = BareFrames.Rate(new SyntheticFrames(channels, samples, Piece), bytes);
                without[i] = Rate(new SyntheticFrames(channels, samples, Piece), checksums: false);
            }
            double share = with.Zip(bare, (w, b) => w / b).Order().ElementAt(Rounds / 2);
            Line(
                $"{$"{channels} channels x {samples}", -20} {bytes, 6} {Shown(with), 20} {Median(with) / Limit, 13:P0} {Shown(bare), 20} {share, 6:P0} {Shown(without), 20}"
            );
        }
        Memory();
        if (options is [var path])
            foreach (var (channels, samples) in ((int, int)[])[(1, 128), (64, 64)])
                File(path, channels, samples);
        return 0;
    }

    private static string Shown(double[] rates) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(rates):F1} ({rates.Min():F1} to {rates.Max():F1})");

    private static double Median(double[] rates) => rates.Order().ElementAt(Rounds / 2);

    private static double Rate(Stream stream, bool checksums)
    {
        var before = Environment.CpuUsage.TotalTime;
        long bytes = Read(stream, checksums);
        return bytes / (Environment.CpuUsage.TotalTime - before).TotalSeconds / 1e9;
    }

    private static long Read(Stream stream, bool checksums)
    {
        var consumer = new CountingConsumer();
        var reader = RecordingReader
            .OpenAsync(stream, "synthetic", new RecordingOptions { Checksums = checksums })
            .AsTask()
            .GetAwaiter()
            .GetResult();
        reader.ReadAsync(consumer).AsTask().GetAwaiter().GetResult();
        if (reader.Faults.Total > 0 || consumer.Records == 0)
            throw new InvalidOperationException($"{reader.Faults.Total} faults in {consumer.Records} records");
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return reader.BytesRead;
    }

    private static void Memory()
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true),
            low = Environment.WorkingSet;
        long high = low;
        using (new Timer(_ => high = Math.Max(high, Environment.WorkingSet), null, 0, 20))
            Read(new SyntheticFrames(64, 64, Long), checksums: true);
        high = Math.Max(high, Environment.WorkingSet);
        double grown = (high - low) / 1048576.0;
        Line(
            $"2 GB stream: working set {low / 1048576.0:F1} MB before, at most {high / 1048576.0:F1} MB: +{grown:F1} of {MemoryLimit} MB; {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1048576.0:F1} MB allocated in all"
        );
    }

    /// <summary>The same from a file in the page cache, beside the system's own copying, which no reader can be faster than.</summary>
    private static void File(string path, int channels, int samples)
    {
        using (var file = System.IO.File.Create(path))
            new SyntheticFrames(channels, samples, Piece).CopyTo(file, 1 << 20);
        double best = 0,
            copying = 0;
        for (int i = 0; i < Rounds; i++)
        {
            using (var file = Open(path))
                best = Math.Max(best, Rate(file, checksums: true));
            using (var file = Open(path))
                copying = Math.Max(copying, Copied(file));
        }
        System.IO.File.Delete(path);
        Line(
            $"{channels} channels x {samples} from a file: {best:F1} GB/CPU-s; {copying:F1} for reading it alone; {1 / (1 / best - 1 / copying):F1} for what is ours"
        );
    }

    private static FileStream Open(string path) =>
        new(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });

    private static double Copied(FileStream file)
    {
        var buffer = new byte[new RecordingOptions().BufferBytes];
        var before = Environment.CpuUsage.TotalTime;
        while (file.Read(buffer) > 0) { }
        return file.Length / (Environment.CpuUsage.TotalTime - before).TotalSeconds / 1e9;
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
