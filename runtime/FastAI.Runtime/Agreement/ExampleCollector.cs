using System.Collections.Immutable;
using FastAI.Emulation;
using FastAI.Model.FixedPoint;

namespace FastAI.Runtime.Agreement;

/// <summary>Keeps the first events and the one with the largest difference, where an input is a series of samples in time.</summary>
internal sealed class ExampleCollector
{
    private const int TracedEvents = 128,
        FirstEvents = 3,
        MinSamples = 8,
        MaxSamples = 4096,
        MaxChannels = 4;

    private readonly ImmutableArray<PortInfo> inputs,
        outputs;
    private readonly int input;
    private readonly List<EventExample> first = [];
    private readonly ImmutableArray<Traced> traces;
    private EventExample? worst;
    private double largest;

    internal ExampleCollector(ImmutableArray<PortInfo> inputs, ImmutableArray<PortInfo> outputs)
    {
        (this.inputs, this.outputs) = (inputs, outputs);
        input = inputs.ToList().FindIndex(p => IsSeries(p.Shape));
        traces =
        [
            .. outputs
                .Select((p, o) => (Port: p, Output: o))
                .Where(p => p.Port.Shape.Count == 1)
                .Select(p => new Traced(p.Port.Name, p.Output, [], [], [])),
        ];
    }

    /// <summary>Adds a block.</summary>
    /// <param name="block">Results of both models.</param>
    /// <param name="reals">Inputs as the formats hold them.</param>
    /// <param name="truth">True value of an output and an event of the block; null where it is not known.</param>
    internal void Add(EventBlock block, double[][] reals, Func<int, int, double?> truth)
    {
        int width = block.Fixed.Length / block.Count;
        for (int e = 0; e < block.Count && block.First + e < TracedEvents; e++)
            Trace(block, e, width, truth);
        if (input < 0)
            return;
        int? replaced = null;
        for (int e = 0; e < block.Count; e++)
        {
            if (first.Count < FirstEvents)
                first.Add(Example(block, e, $"event {block.First + e}", reals, truth));
            for (int o = 0; o < outputs.Length; o++)
            for (int i = 0; i < outputs[o].Shape.Count; i++)
            {
                var format = outputs[o].Formats[i];
                double steps =
                    Math.Abs(
                        Quantizer.ToReal(block.Fixed[e * width + outputs[o].Offset + i], format.Fraction)
                            - block.Floats[o][e * outputs[o].Shape.Count + i]
                    ) / format.Step;
                if (steps > largest)
                    (largest, replaced) = (steps, e);
            }
        }
        if (replaced is { } at)
            worst = Example(block, at, $"event {block.First + at}: largest difference", reals, truth);
    }

    internal ImmutableArray<EventExample> Report() =>
        worst is null || first.Any(f => f.Event == worst.Event && first.Count == 1) ? [.. first] : [worst, .. first];

    /// <summary>Outputs of one number an event, over the first events.</summary>
    internal ImmutableArray<OutputTrace> Traces() =>
        [.. traces.Where(t => t.Float.Count > 1).Select(t => new OutputTrace(t.Name, [.. t.Float], [.. t.Fixed], [.. t.Truth]))];

    private static bool IsSeries(Model.FixedGraph.Shape shape) =>
        shape.Rank > 0 && shape[shape.Rank - 1] is >= MinSamples and <= MaxSamples && shape.Count / shape[shape.Rank - 1] <= MaxChannels;

    private EventExample Example(EventBlock block, int e, string why, double[][] reals, Func<int, int, double?> truth)
    {
        var port = inputs[input];
        int samples = port.Shape[port.Shape.Rank - 1],
            size = port.Shape.Count,
            width = block.Fixed.Length / block.Count;
        return new(
            block.First + e,
            why,
            port.Name,
            [.. Enumerable.Range(0, size / samples).Select(c => reals[input].AsSpan(e * size + c * samples, samples).ToImmutableArray())],
            [
                .. outputs
                    .Where(p => p.Shape.Count is > 0 and <= MaxSamples)
                    .Select(
                        (p, o) =>
                            new ExampleOutput(
                                p.Name,
                                block.Floats[o].AsSpan(e * p.Shape.Count, p.Shape.Count).ToImmutableArray(),
                                [
                                    .. Enumerable
                                        .Range(0, p.Shape.Count)
                                        .Select(i => Quantizer.ToReal(block.Fixed[e * width + p.Offset + i], p.Formats[i].Fraction)),
                                ],
                                truth(o, e)
                            )
                    ),
            ]
        );
    }

    private void Trace(EventBlock block, int e, int width, Func<int, int, double?> truth)
    {
        foreach (var trace in traces)
        {
            var port = outputs[trace.Output];
            trace.Float.Add(block.Floats[trace.Output][e]);
            trace.Fixed.Add(Quantizer.ToReal(block.Fixed[e * width + port.Offset], port.Formats[0].Fraction));
            if (truth(trace.Output, e) is { } actual)
                trace.Truth.Add(actual);
        }
    }

    private sealed record Traced(string Name, int Output, List<double> Float, List<double> Fixed, List<double> Truth);
}
