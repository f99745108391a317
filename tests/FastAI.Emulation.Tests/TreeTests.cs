using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>
/// Decision trees of every shape against unbounded integers, on every instruction set, in batches of several vectors of events and a rest.
/// </summary>
public sealed class TreeTests
{
    public static TheoryData<InstructionSet> InstructionSets => new(Enum.GetValues<InstructionSet>().Where(Emulator.IsSupported));

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void CompleteTrees(InstructionSet set) => Parallel.For(0, 48, seed =>
        {
            var random = new Random(seed);
            int levels = 1 + seed % 8,
                leafBits = 1 + random.Next(30),
                width = 1 + random.Next(levels > 4 ? 24 : 18);
            Check(set, random, seed, new FixedFormat(random.Next(2) == 0, width, random.Next(-3, 20)), (input, targets) =>
                RandomTrees.Complete(random, input, targets, random.Next(1, levels > 4 ? 20 : 60), levels, leafBits)
            );
        });

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void TreesOfAnyShape(InstructionSet set) => Parallel.For(100, 160, seed =>
        {
            var random = new Random(seed);
            int nodes = (int[])[1, 4, 12, 40, 150] is var sizes ? sizes[seed % sizes.Length] : 0;
            Check(set, random, seed, new FixedFormat(true, 2 + random.Next(40), 3), (input, targets) =>
                RandomTrees.Create(random, input, targets, random.Next(1, 40), nodes, 1 + random.Next(40))
            );
        });

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void CoarseThresholdsAndSumsBeyondSixteenBits(InstructionSet set)
    {
        var random = new Random(7);
        Check(set, random, 7, new FixedFormat(true, 16, 6), (input, _) =>
        {
            var trees = RandomTrees.Complete(random, input, 1, 700, 4, 15);
            return new TreeEnsemble(
                trees.Structure,
                [.. trees.Thresholds.Select(t => (t | 31) - 1)],
                [.. trees.Values.Select((_, i) => i % 2 == 0 ? 32767L : -32768L)],
                trees.Base
            );
        });
    }

    // Elements of up to 255 thresholds, spread or all close together, beside values at each threshold and around it.
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void FewThresholds(InstructionSet set) => Parallel.For(200, 248, seed =>
        {
            var random = new Random(seed);
            int width = 6 + seed % 13,
                distinct = ((int[])[1, 3, 7, 60, 255, 256])[seed % 6],
                spread = random.Next(4, width + 1),
                levels = 1 + random.Next(6);
            var thresholds = new List<long>();
            long mask = (1L << spread) - 1;
            TreeEnsemble Few(TensorType input, int targets)
            {
                var trees = RandomTrees.Complete(random, input, targets, 120, levels, 1 + random.Next(24));
                long[][] pools =
                [
                    .. Enumerable
                        .Range(0, input.Count)
                        .Select(f =>
                            (long)input[f].Range.Low + random.NextInt64((long)(input[f].Range.High - input[f].Range.Low) - mask + 1)
                        )
                        .Select(low => Enumerable.Range(0, distinct).Select(_ => low + (random.NextInt64() & mask)).ToArray()),
                ];
                thresholds.AddRange(pools.SelectMany(p => p));
                return new(
                    trees.Structure,
                    [.. trees.Structure.Features.Select(f => pools[f][random.Next(distinct)])],
                    trees.Values,
                    trees.Base
                );
            }
            Check(set, random, seed, new FixedFormat(random.Next(2) == 0, width, 3), Few, thresholds);
        });

    private static void Check(
        InstructionSet set,
        Random random,
        int seed,
        FixedFormat format,
        Func<TensorType, int, TreeEnsemble> create,
        List<long>? near = null
    )
    {
        int features = random.Next(1, 20),
            targets = random.Next(1, 4);
        var builder = new FixedGraphBuilder("trees");
        int x = builder.Input("x", new Shape(features), PerElement<FixedFormat>.Uniform(format, features));
        var ensemble = create(builder.TypeOf(x), targets);
        builder.Output(
            "y",
            builder.TreeEnsemble("score", x, new Shape(ensemble.Targets), ensemble, PerElement<int>.Uniform(3, ensemble.Targets))
        );
        var graph = builder.Build();
        var emulator = Emulator.Create(graph, new EmulatorOptions { InstructionSet = set });
        const int Distinct = 150;
        long[] inputs = RandomInputs.For(graph, seed, Distinct);
        if (near is { Count: > 0 })
            for (int i = 0; i < inputs.Length; i++)
                if (random.Next(4) > 0)
                    inputs[i] = Math.Clamp(
                        near[random.Next(near.Count)] + random.Next(-1, 2),
                        (long)format.MinMantissa,
                        (long)format.MaxMantissa
                    );
        long[] expected = Oracle.Run(graph, inputs);
        foreach (int events in (ReadOnlySpan<int>)[1, 70, 512, 700])
        {
            var outputs = new long[events * graph.OutputCount];
            emulator.Run([.. Enumerable.Range(0, events * graph.InputCount).Select(i => inputs[i % inputs.Length])], outputs);
            for (int i = 0; i < outputs.Length; i++)
                Assert.True(
                    expected[i % expected.Length] == outputs[i],
                    $"seed {seed}, {events} events: {outputs[i]} at {i}, not {expected[i % expected.Length]}"
                );
        }
    }
}
