using System.Globalization;
using FastAI.Emulation;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Prints the emulator's speed beside what the machine could do, measured in the same run.</summary>
internal static class EmulatorTable
{
    private const int LargeBatch = 65536;

    private static readonly int[] Batches = [1, 64, 1024, LargeBatch];

    public static int Print(string[] names)
    {
        var limit = new MachineLimit();
        Line(
            $"limits of one core: {limit.Bytes / 1e9:F0} GMAC/s in 8 bits, {limit.Pairs / 1e9:F0} in 16 bits, {limit.Int32 / 1e9:F0} in 32 bits, {limit.CopyPerSecond / 1e9:F0} GB/s first-level copy; {ThreadScaling.Conditions()}"
        );
        Console.WriteLine(LoadTime.Describe());
        Line(
            $"share: of the time that the multiply-adds take at the limit of their width; without any, of the copy for what the operations read and write; timed in turn with the model"
        );
        Line($"{"model", -20} {"batch", 6} {"M events/s", 11} {"ns/event", 9} {"GMAC/s", 8} {"share", 6} {"ONNX Runtime float", 19}");
        foreach (var graph in ReferenceModels.All)
        {
            if (names.Length > 0 && !names.Any(n => graph.Name.Contains(n, StringComparison.Ordinal)))
                continue;
            var emulator = Emulator.Create(graph);
            var macs = MultiplyAdds.Of(graph);
            using var reference = FloatRun.Open(graph.Name);
            foreach (int batch in Batches)
            {
                var call = new EmulatorCall(emulator, batch);
                var (seconds, atLimit) = call.PerEvent(events => limit.Work(macs * events, ReferenceModels.BytesMoved(graph) * events));
                double share = atLimit / seconds;
                string ratio = reference is null ? "" : Ratio(reference.PerEvent(Math.Min(batch, 4096)), seconds);
                Line(
                    $"{graph.Name, -20} {batch, 6} {1e-6 / seconds, 11:F3} {1e9 * seconds, 9:F1} {macs.Total / seconds / 1e9, 8:F1} {100 * share, 5:F0}% {ratio, 19}"
                );
                if (batch == LargeBatch)
                    Line($"{"", -20} {new ThreadScaling(call).Describe()}");
            }
        }
        StreamTable.Print(names);
        return 0;
    }

    private static string Ratio(double reference, double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{1e-6 / reference:F3} M/s, x{reference / seconds:F1}");

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
