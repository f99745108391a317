using System.Diagnostics;
using System.Globalization;
using FastAI.Emulation;
using FastAI.Model.Serialization;

namespace FastAI.Benchmarks.Emulation;

/// <summary>How long a model of a million parameters takes from its file to its plan: the first time in a process, with
/// compilation of all code, and again.</summary>
internal static class LoadTime
{
    public static string Describe()
    {
        string file = Path.GetTempFileName();
        try
        {
            FaiFile.Save(ReferenceModels.Million(), file);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            double first = Seconds(file),
                processor = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds,
                again = Enumerable.Range(0, 5).Min(_ => Seconds(file));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"a million parameters ({new FileInfo(file).Length / 1e6:F1} MB): loaded and planned in {1e3 * first:F0} ms the first time ({1e3 * processor:F0} ms of processor time), {1e3 * again:F0} ms after"
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double Seconds(string file)
    {
        long start = Stopwatch.GetTimestamp();
        _ = Emulator.Load(file);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
