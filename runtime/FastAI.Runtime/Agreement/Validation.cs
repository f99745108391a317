using System.Collections.Immutable;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Agreement.Layers;
using FastAI.Runtime.Agreement.Physics;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Reference;
using FastAI.Runtime.Streaming;

namespace FastAI.Runtime.Agreement;

/// <summary>
/// Runs the float model and the fixed-point model over the same events, block by block, and keeps sums: memory does not grow with the data.
/// The float model gets the data as they are; proofs and layers are checked on what the input formats hold of them.
/// </summary>
public sealed class Validation
{
    private const int BlockElements = 1 << 20;
    private const int BlockEvents = 4096;

    private readonly CompiledModel model;
    private readonly ValidationOptions options;
    private readonly Emulator emulator;

    private Validation(CompiledModel model, ValidationOptions options) =>
        (this.model, this.options, emulator) = (model, options, Emulator.Create(model.Graph));

    /// <param name="model">The compiled model.</param>
    /// <param name="data">Path of the events.</param>
    /// <param name="options">What else to do.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <exception cref="FastAIException">Model, data and truth do not fit each other.</exception>
    public static AgreementReport Run(CompiledModel model, string data, ValidationOptions options, IProgress<string>? progress = null) =>
        new Validation(model, options).Run(data, progress);

    private AgreementReport Run(string path, IProgress<string>? progress)
    {
        using var reference = FloatReference.Open(
            model.ReferencePath,
            ReferenceOptions.Exact with
            {
                Outputs = [.. emulator.Outputs.Select(o => o.Name)],
            }
        );
        using var recorded = RecordedEvents
            .OpenAsync(path, EventInput.SamplesOf(model.Graph), options.Recording, options.FromSample)
            .GetAwaiter()
            .GetResult();
        var data = recorded.Data;
        long events = Math.Min(options.Events ?? data.EventCount, data.EventCount);
        if (events == 0)
            throw FastAIException.BadInput($"{path}: holds no event to compare");
        using var truth = options.Truth is { } truthPath
            ? TruthFile.Open(truthPath, data.EventCount)
            : TruthFile.Beside(recorded.File, data);
        var physics = truth is null ? null : PhysicsComparison.Create(truth, emulator.Outputs, events, options.Threshold);
        using var layers = new LayerComparison(model, emulator, reference);
        using var paths = new PathComparison(model, emulator, reference);

        int[] sampled = [.. Enumerable.Range(0, emulator.Inputs.Length).Where(i => model.Graph.Stream?.FeedbackInto(i) is null)];
        var carried = sampled.Length == emulator.Inputs.Length ? null : new CarriedStates(model.Graph, emulator, data.EventsPerRow);
        InputQuantizer[] inputs =
        [
            .. emulator.Inputs.Zip(model.Graph.Inputs, (port, node) => new InputQuantizer(port, (InputNode)model.Graph.Nodes[node])),
        ];
        OutputAccumulator[] outputs =
        [
            .. model.Graph.Outputs.Select(o => new OutputAccumulator(o.Name, model.Graph, o.Node, options.Threshold)),
        ];
        double[] rounding = FloatRounding.Of(model.Graph, reference.RoundingUnit);
        BoundMonitor?[] bounds =
        [
            .. model.Graph.Outputs.Select(o =>
                model.Report.ErrorBound.FirstOrDefault(b => b.Name == o.Name) is { Bound: not null } proved
                    ? new BoundMonitor(model.Graph.Nodes[o.Node].Type, proved, rounding[o.Node], emulator)
                    : null
            ),
        ];
        var firmware = new ResultComparison(recorded.ResultNames, emulator.Outputs);
        var saturations = new SaturationTotals();
        var examples = new ExampleCollector(emulator.Inputs, emulator.Outputs);

        int block = (int)Math.Clamp(BlockElements / (emulator.InputCount + emulator.OutputCount), 1, BlockEvents);
        for (long first = 0; first < events; first += block)
        {
            int count = (int)Math.Min(block, events - first);
            double[][] reals = Read(data, sampled, first, count);
            var floats = carried is null ? Floats(reference, reals) : carried.Floats(first, reals, tick => Floats(reference, tick));
            long[] mantissas = new long[count * emulator.InputCount],
                results = new long[count * emulator.OutputCount];
            bool changed = carried is not null;
            double[][] given = paths.Any ? [.. reals.Select(values => values.ToArray())] : [];
            foreach (int i in sampled)
                changed |= inputs[i].Quantize(reals[i], mantissas, emulator.InputCount);
            carried?.Fixed(first, mantissas, reals);
            emulator.Run(mantissas, results);
            saturations.Add(emulator.Saturations(mantissas));
            var onGrid = changed ? Floats(reference, reals) : floats;
            for (int o = 0; o < outputs.Length; o++)
            {
                var (offset, size) = (emulator.Outputs[o].Offset, outputs[o].Type.Count);
                for (int e = 0; e < count; e++)
                {
                    var got = results.AsSpan(e * emulator.OutputCount + offset, size);
                    outputs[o].Add(first + e, floats[o].AsSpan(e * size, size), got);
                    bounds[o]
                        ?.Add(
                            first + e,
                            onGrid[o].AsSpan(e * size, size),
                            got,
                            mantissas.AsSpan(e * emulator.InputCount, emulator.InputCount)
                        );
                }
            }
            if (firmware.Count > 0)
                Compare(firmware, recorded, first, count, results);
            var both = new EventBlock(first, count, floats, results);
            physics?.Add(both);
            examples.Add(both, reals, (output, e) => physics?.Truth(output, e));
            if (paths.Any)
                paths.Add(first, count, given, mantissas);
            AddLayers(layers, first, count, reals, mantissas);
            progress?.Report($"{first + count} of {events} events");
        }
        var totals = saturations.Report();
        var agreements = firmware.Agreements();
        ImmutableArray<OutputAgreement> compared = [.. outputs.Select((output, o) => output.Report(bounds[o]?.Report()))];
        return new AgreementReport
        {
            Entity = model.Report.Entity,
            Model = AgreementFile.Digest(model),
            Data = Path.GetFileName(path),
            Events = events,
            Inputs = [.. sampled.Select(i => inputs[i].Report())],
            Outputs = compared,
            Saturations = totals,
            Layers = layers.Report(totals),
            Paths = paths.Report(),
            Examples = examples.Report(),
            Traces = examples.Traces(),
            Recorded = agreements,
            Physics = physics?.Report(),
            Speed = options.Speed ? SpeedComparison.Run(model, emulator) : null,
            Violations =
            [
                .. compared.Where(o => o.Bound is { Kept: false }).Select(Violation),
                .. agreements.Where(r => r.Exact < r.Events).Select(Violation),
            ],
        };
    }

    private static string Violation(OutputAgreement output)
    {
        var (bound, at) = (output.Bound!, output.Bound!.FirstViolation!);
        return FormattableString.Invariant(
            $"output \"{output.Name}\": event {at.Event}, element {at.Element}: float {at.Expected:R}, fixed {at.Got:R}: the difference {Math.Abs(at.Expected - at.Got):G6} is beyond the proved bound {bound.Bound:G6}, and nothing that the proof excepts overflowed"
        );
    }

    private static string Violation(ResultAgreement recorded) =>
        FormattableString.Invariant(
            $"recorded firmware, output \"{recorded.Output}\": {recorded.Events - recorded.Exact} of {recorded.Events} events differ; first event {recorded.FirstEvent}: recorded {recorded.FirstRecorded}, fixed {recorded.FirstComputed:R}"
        );

    private void Compare(ResultComparison firmware, RecordedEvents recorded, long first, int count, long[] results)
    {
        int columns = recorded.ResultNames.Length;
        long[] rows = new long[count * columns],
            picked = new long[firmware.Count];
        recorded.ReadResults(first, count, rows);
        for (int e = 0; e < count; e++)
        {
            int at = e * emulator.OutputCount;
            firmware.Pick(rows.AsSpan(e * columns, columns), picked);
            firmware.Compare(first + e, picked, o => results[at + o]);
        }
    }

    /// <summary>Events of all inputs; those that are not sampled are left zero.</summary>
    private double[][] Read(EventData data, int[] sampled, long first, int count)
    {
        double[][] reals = [.. emulator.Inputs.Select(input => new double[count * input.Shape.Count])];
        for (int i = 0; i < sampled.Length; i++)
            data.ReadAsDouble(i, first, count, reals[sampled[i]]);
        return reals;
    }

    // In the compiled model's order of inputs and outputs, which is that of the float model's names.
    private double[][] Floats(FloatReference reference, double[][] reals)
    {
        double[][] ordered = [.. reference.Inputs.Select(port => reals[Position(port.Name)])];
        var results = reference.Run(ordered);
        for (int o = 0; o < results.Count; o++)
            if (results[o].Size != emulator.Outputs[o].Shape.Count)
                throw FastAIException.BadInput(
                    $"{model.ReferencePath}: output \"{results[o].Name}\" has {results[o].Size} elements an event, the compiled model {emulator.Outputs[o].Shape.Count}: compile again"
                );
        return [.. results.Select(r => r.Values)];
    }

    private int Position(string input)
    {
        int position = emulator.Inputs.ToList().FindIndex(port => port.Name == input);
        return position >= 0
            ? position
            : throw FastAIException.BadInput(
                $"{model.ReferencePath}: has an input \"{input}\" that the compiled model has not: compile again"
            );
    }

    private void AddLayers(LayerComparison layers, long first, int count, double[][] reals, long[] mantissas)
    {
        for (int done = 0; done < count && layers.Remaining > 0; )
        {
            int some = (int)Math.Min(Math.Min(layers.BlockEvents, layers.Remaining), count - done),
                from = done;
            double[][] part =
            [
                .. reals.Select(
                    (values, i) => values.AsSpan(from * emulator.Inputs[i].Shape.Count, some * emulator.Inputs[i].Shape.Count).ToArray()
                ),
            ];
            layers.Add(first + done, some, part, mantissas.AsSpan(done * emulator.InputCount, some * emulator.InputCount));
            done += some;
        }
    }
}
