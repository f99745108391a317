using System.Collections.Immutable;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedPoint;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Keeps what the figures against true values need, of at most <see cref="MaxEvents"/>
/// events spread evenly over the data.</summary>
internal sealed class PhysicsComparison
{
    internal const long MaxEvents = 1 << 18;

    private readonly TruthFile truth;
    private readonly ImmutableArray<PortInfo> ports;
    private readonly (string Target, int Output)[] targets;
    private readonly double? threshold;
    private readonly long every;
    private readonly PhysicsTable table = new();
    private double[] rows = [];
    private int kept;

    private PhysicsComparison(TruthFile truth, ImmutableArray<PortInfo> ports, (string, int)[] targets, long every, double? threshold) =>
        (this.truth, this.ports, this.targets, this.every, this.threshold) = (truth, ports, targets, every, threshold);

    /// <exception cref="FastAIException">It is not clear which output a true value belongs to.</exception>
    internal static PhysicsComparison Create(TruthFile truth, ImmutableArray<PortInfo> ports, long events, double? threshold)
    {
        var targets = new List<(string, int)>();
        foreach (string target in new[] { TruthFile.Energy, TruthFile.Time, TruthFile.Label }.Where(truth.Columns.Contains))
            targets.Add((target, OutputOf(truth, target, ports)));
        return new(truth, ports, [.. targets], (events + MaxEvents - 1) / MaxEvents, threshold);
    }

    internal void Add(EventBlock block)
    {
        if (rows.Length < block.Count * truth.Columns.Count)
            rows = new double[block.Count * truth.Columns.Count];
        truth.Read(block.First, block.Count, rows);
        int width = block.Fixed.Length / block.Count;
        for (int e = 0; e < block.Count; e++)
        {
            if ((block.First + e) % every != 0)
                continue;
            kept++;
            for (int c = 0; c < truth.Columns.Count; c++)
                table.Add(truth.Columns[c], rows[e * truth.Columns.Count + c]);
            foreach (int output in targets.Select(t => t.Output).Distinct())
            {
                var port = ports[output];
                for (int i = 0; i < port.Shape.Count; i++)
                {
                    table.Add(Scores.FloatColumn(output, i), block.Floats[output][e * port.Shape.Count + i]);
                    table.Add(
                        Scores.FixedColumn(output, i),
                        Quantizer.ToReal(block.Fixed[e * width + port.Offset + i], port.Formats[i].Fraction)
                    );
                }
            }
        }
    }

    /// <summary>The true value that belongs to an output, for an event of the block added last.</summary>
    internal double? Truth(int output, int position) =>
        targets.FirstOrDefault(t => t.Output == output) is { Target: { } target }
            ? rows[position * truth.Columns.Count + truth.Columns.ToList().IndexOf(target)]
            : null;

    internal PhysicsReport Report() =>
        new(
            Path.GetFileName(truth.Path),
            kept,
            every,
            [
                .. targets
                    .Where(t => t.Target != TruthFile.Label)
                    .Select(t =>
                        RegressionFigures.Of(
                            table,
                            truth,
                            t.Target,
                            ports[t.Output].Name,
                            t.Output,
                            t.Target == TruthFile.Energy ? threshold : null
                        )
                    ),
            ],
            [
                .. targets
                    .Where(t => t.Target == TruthFile.Label)
                    .Select(t => ClassifierFigures.Of(table, truth, ports[t.Output], t.Output, threshold)),
            ]
        );

    // An output of the target's own name; else the only one of fitting size.
    private static int OutputOf(TruthFile truth, string target, ImmutableArray<PortInfo> ports)
    {
        int named = ports.ToList().FindIndex(p => p.Name == target);
        bool Fits(PortInfo p) => target == TruthFile.Label || p.Shape.Count == 1;
        if (named >= 0)
            return Fits(ports[named])
                ? named
                : throw FastAIException.BadInput(
                    $"{truth.Path}: column {target} is one number an event, output \"{target}\" has {ports[named].Shape.Count}"
                );
        int[] fitting = [.. Enumerable.Range(0, ports.Length).Where(i => Fits(ports[i]))];
        return fitting.Length == 1
            ? fitting[0]
            : throw FastAIException.BadInput(
                $"{truth.Path}: which output estimates column {target}? None of ({string.Join(", ", ports.Select(p => $"{p.Name} {p.Shape}"))}) has that name, and {(fitting.Length == 0 ? "none has" : "several have")} one number an event; rename the column or the output"
            );
    }
}
