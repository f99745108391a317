using System.Diagnostics;
using System.Globalization;

namespace FastAI.Benchmarks.Emulation;

/// <summary>
/// How much faster two threads are than one, in runs that take turns, of which the fastest of each count; and the processor time that both
/// take, which tells threads that wait for each other from a machine that is busy with something else.
/// </summary>
internal sealed class ThreadScaling
{
    private const int Turns = 60;

    private readonly double[] seconds = [double.MaxValue, double.MaxValue];
    private readonly double[] processor = [0, 0];

    public ThreadScaling(EmulatorCall call)
    {
        int repeats = 1;
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int threads = 1; threads <= 2; threads++)
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < repeats; i++)
                    call.Run(threads);
                double taken = Stopwatch.GetElapsedTime(start).TotalSeconds;
                // The first turn warms up and finds out how often a batch must run to fill four milliseconds.
                if (turn == 0)
                    repeats = Math.Max(repeats, (int)Math.Clamp(4e-3 / taken, 1, 100));
                if (turn < 2)
                    continue;
                seconds[threads - 1] = Math.Min(seconds[threads - 1], taken);
                processor[threads - 1] += (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            }
        }
    }

    public string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"two threads x{seconds[0] / seconds[1]:F2} of one, with x{processor[1] / processor[0]:F2} its processor time ({Conditions()})"
        );

    /// <summary>Processors, and what the system says waits for them.</summary>
    public static string Conditions() =>
        $"{Environment.ProcessorCount} processors, load {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")}";
}
