using System.Globalization;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Prints the emulator's speed beside what the machine could do, measured in the same run.</summary>
internal static class EmulatorTable
{
    private static readonly int[] Batches = [1, 64, 1024, 65536];

    public static int Print(string[] names)
    {
        var limit = new MachineLimit();
        double pairs = limit.PairsPerSecond(), octets = limit.BytesMultipliedPerSecond(), words = limit.Int32PerSecond(), best = Math.Max(pairs, octets), bytes = limit.BytesPerSecond();
        Line($"machine limit, one core: {pairs / 1e9:F0} GMAC/s in 16-bit pairs, {octets / 1e9:F0} in 8 bits, {words / 1e9:F0} in 32 bits, {bytes / 1e9:F0} GB/s first-level copy");
        Line($"{"model",-20} {"batch",6} {"M events/s",11} {"ns/event",9} {"GMAC/s",8} {"of limit",9} {"ONNX Runtime float",19}");
        foreach (var graph in (FixedGraph[])[ReferenceModels.Mlp(), ReferenceModels.Calorimeter(), ReferenceModels.Image(), ReferenceModels.Elementwise(), ReferenceModels.Tables(),
            ReferenceTrees.Create(100, 4), ReferenceTrees.Create(1000, 8)])
        {
            if (names.Length > 0 && !names.Any(n => graph.Name.Contains(n, StringComparison.Ordinal))) continue;
            var emulator = Emulator.Create(graph);
            long macs = ReferenceModels.MultiplyAdds(graph);
            using var reference = FloatRun.Open(graph.Name);
            foreach (int batch in Batches)
            {
                double seconds = PerEvent(emulator, batch);
                double moved = 2.0 * (graph.InputCount + graph.OutputCount);
                string share = macs > 0 ? $"{100 * macs / seconds / best,8:F0}%" : $"{100 * moved / seconds / bytes,8:F0}%";
                string ratio = reference is null ? "" : Ratio(reference.PerEvent(Math.Min(batch, 4096)), seconds);
                Line($"{graph.Name,-20} {batch,6} {1e-6 / seconds,11:F3} {1e9 * seconds,9:F1} {macs / seconds / 1e9,8:F1} {share} {ratio,19}");
            }
        }
        StreamTable.Print(names);
        return 0;
    }

    private static string Ratio(double reference, double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{1e-6 / reference:F3} M/s, x{reference / seconds:F1}");

    /// <summary>Seconds an event of batches of 16-bit mantissas (32-bit where a format needs it).</summary>
    private static double PerEvent(Emulator emulator, int batch)
    {
        var random = new Random(5);
        var formats = emulator.Inputs.SelectMany(p => Enumerable.Range(0, p.Shape.Count).Select(i => p.Formats[i])).ToArray();
        var mantissas = Enumerable.Range(0, batch * formats.Length).Select(i => (int)random.NextInt64(formats[i % formats.Length].MinMantissa, formats[i % formats.Length].MaxMantissa + 1)).ToArray();
        bool narrow = emulator.Inputs.Concat(emulator.Outputs).All(p => p.Formats.Stored.All(f => f.Width + (f.Signed ? 0 : 1) <= 16));
        int calls = Math.Max(1, 256 / batch), inputs = emulator.InputCount, outputs = emulator.OutputCount;
        short[] x16 = Array.ConvertAll(mantissas, m => (short)m), y16 = new short[batch * outputs];
        var y32 = new int[batch * outputs];
        int piece = Math.Min(batch, 1024);
        return Stopwatches.BestOfPieces(batch / piece, i => Repeat(calls, () =>
        {
            if (narrow) emulator.Run(x16.AsSpan(i * piece * inputs, piece * inputs), y16.AsSpan(i * piece * outputs, piece * outputs));
            else emulator.Run(mantissas.AsSpan(i * piece * inputs, piece * inputs), y32.AsSpan(i * piece * outputs, piece * outputs));
        })) / ((double)calls * batch);
    }

    private static void Repeat(int calls, Action call)
    {
        for (int i = 0; i < calls; i++) call();
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
