using System.Globalization;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Testing;

namespace FastAI.Benchmarks.Emulation;

/// <summary>
/// Prints the ways in which decision trees are computed side by side, slowest first, with their speed on one core; every fixed-point way
/// must give the oracle's bits, else the run fails. The float model has random numbers of its own and is there for its speed.
/// </summary>
internal static class TreeTable
{
    private const int Events = 1024;

    /// <param name="files">Compiled models (<c>model.fai</c>); none for the reference models.</param>
    public static int Print(string[] files)
    {
        FixedGraph[] graphs =
            files.Length > 0
                ? [.. files.Select(Model.Serialization.FaiFile.Load)]
                : [ReferenceTrees.Create(100, 4), ReferenceTrees.Create(1000, 8)];
        bool same = true;
        foreach (var graph in graphs)
            same &= Print(graph);
        return same ? 0 : 1;
    }

    private static bool Print(FixedGraph graph)
    {
        Line($"{graph.Name}, batches of {Events} events, one core");
        Line($"  {"way", -44} {"M events/s", 11} {"ns/event", 10}  bits");
        int few = graph.Nodes.OfType<TreeEnsembleNode>().Sum(n => n.Ensemble.Structure.Nodes) > 10_000 ? 16 : 128;
        long[] inputs = RandomInputs.For(graph, 3, Events),
            expected = [];
        double oracle = Stopwatches.Once(() => expected = Oracle.Run(graph, inputs)) / Events;
        Row("unbounded integers, node by node (the oracle)", oracle, null);
        using (var reference = FloatRun.Open(graph.Name))
            if (reference is not null)
                Row("float, ONNX Runtime, one thread", reference.PerEvent(Events), null);
        bool same = true;
        foreach (var (way, set, batch) in Ways(few))
        {
            if (!Emulator.IsSupported(set))
                continue;
            var emulator = Emulator.Create(graph, new EmulatorOptions { InstructionSet = set });
            var outputs = new long[batch * graph.OutputCount];
            emulator.Run(inputs.AsSpan(0, batch * graph.InputCount), outputs);
            bool exact = outputs.AsSpan().SequenceEqual(expected.AsSpan(0, outputs.Length));
            same &= exact;
            Row(way, new EmulatorCall(emulator, batch).PerEvent(), exact);
        }
        return same;
    }

    private static (string Way, InstructionSet Set, int Batch)[] Ways(int few) =>
        [
            ("one event at a time, eight trees together", InstructionSet.Vector512, 1),
            ("the same walk over a batch", InstructionSet.Scalar, few),
            ("bit planes, 128 events a vector", InstructionSet.Vector128, Events),
            ("bit planes, 256 events a vector", InstructionSet.Vector256, Events),
            ("bit planes, 512 events a vector", InstructionSet.Vector512, Events),
        ];

    private static void Row(string way, double seconds, bool? exact) =>
        Line(
            $"  {way, -44} {1e-6 / seconds, 11:F4} {1e9 * seconds, 10:F1}  {(exact is null ? "-" : exact.Value ? "the oracle's" : "DIFFERENT")}"
        );

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
