using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>Tables at every argument that they have, on every instruction set: of all kinds that kernels treat apart, and just beyond.</summary>
public sealed class TableTests
{
    public static TheoryData<InstructionSet> InstructionSets => OracleTests.InstructionSets;

    /// <summary>Steps of at most one between constant ends: from few to more segments of eight than a kernel has.</summary>
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void TablesThatStepByOne(InstructionSet set)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            int bits = random.Next(9, 13);
            bool signed = random.Next(3) > 0;
            long[] entries = new long[1 << bits];
            // As wide as a kernel takes, one more, or anything; now and then two steps at once or one back.
            int span = Math.Min(
                    entries.Length,
                    random.Next(4) switch
                    {
                        0 => 2048,
                        1 => 2049,
                        _ => random.Next(2, 2100),
                    }
                ),
                start = random.Next(entries.Length - span + 1),
                rise = random.Next(2) == 0 ? 1 : -1,
                steps = random.Next(3) switch
                {
                    0 => 255,
                    1 => 256,
                    _ => random.Next(1, 255),
                };
            double chance = Math.Min(1, (double)steps / span);
            long value = random.Next(-300, 300);
            for (int i = 0, made = 0; i < entries.Length; i++)
            {
                bool inside = i > start && i < start + span,
                    edge = i == start + 1 || i == start + span - 1;
                if (inside && made < steps && (edge || random.NextDouble() < chance))
                {
                    value += random.Next(400) == 0 && seed % 5 == 0 ? 2 * rise : rise;
                    made++;
                }
                entries[i] = value;
            }
            Check(new FixedFormat(signed, bits, 4), entries, new FixedFormat(true, 12, 4), random.Next(1, 40), set, seed);
        }
    }

    /// <summary>The functions that recurrent cells look up, on grids of up to 14 bits.</summary>
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void SmoothFunctions(InstructionSet set)
    {
        Func<double, double>[] functions = [Math.Tanh, x => 1 / (1 + Math.Exp(-x)), x => -Math.Tanh(x), x => Math.Exp(-x * x), Math.Abs];
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var from = new FixedFormat(random.Next(4) > 0, random.Next(7, 15), random.Next(2, 5));
            var to = new FixedFormat(true, random.Next(6, 13), 2);
            var function = functions[seed % functions.Length];
            long[] entries =
            [
                .. Enumerable
                    .Range(0, 1 << from.Width)
                    .Select(i =>
                        Math.Clamp(
                            (long)Math.Round(function(((long)from.MinMantissa + i) * from.Step) / to.Step),
                            (long)to.MinMantissa,
                            (long)to.MaxMantissa
                        )
                    ),
            ];
            Check(from, entries, to, random.Next(1, 70), set, seed);
        }
    }

    /// <summary>Entries at random, of bytes and of words, for arguments of one to twelve bits.</summary>
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void AnyEntries(InstructionSet set)
    {
        for (int seed = 0; seed < 48; seed++)
        {
            var random = new Random(seed);
            var from = new FixedFormat(random.Next(2) == 0, 1 + seed % 12, 4);
            var to = new FixedFormat(random.Next(2) == 0, random.Next(3) == 0 ? 13 : 8, 4);
            long[] entries =
            [
                .. Enumerable.Range(0, 1 << from.Width).Select(_ => random.NextInt64((long)to.MinMantissa, (long)to.MaxMantissa + 1)),
            ];
            Check(from, entries, to, random.Next(1, 70), set, seed);
        }
    }

    /// <summary>The table alone, and with sums before and behind it; arguments in order, so that all are met.</summary>
    private static void Check(FixedFormat from, long[] entries, FixedFormat to, int count, InstructionSet set, int seed)
    {
        var builder = new FixedGraphBuilder("table");
        int x = builder.Input("x", new Shape(count), PerElement<FixedFormat>.Uniform(from, count));
        if (seed % 3 == 1)
            x = builder.Gather("mirrored", [x], new Shape(count), [.. Enumerable.Range(0, count).Reverse()]);
        int y = builder.Table(
            "table",
            x,
            [new LookupTable((long)from.MinMantissa, ImmutableArray.Create(entries), to)],
            PerElement<int>.Uniform(0, count)
        );
        builder.Output("y", y);
        if (seed % 4 == 0)
            builder.Output("z", builder.Binary("twice", BinaryOperation.Add, y, y));
        var graph = builder.Build();
        int events = Math.Max(13, (entries.Length + count - 1) / count);
        long[] inputs = [.. Enumerable.Range(0, events * count).Select(i => (long)from.MinMantissa + i % entries.Length)],
            expected = Oracle.Run(graph, inputs);
        foreach (var lanes in (ReadOnlySpan<LaneUse?>)[LaneUse.Events, null])
        {
            var emulator = Emulator.Create(graph, new EmulatorOptions { InstructionSet = set, Lanes = lanes });
            var outputs = new long[expected.Length];
            emulator.Run(inputs, outputs);
            Assert.True(expected.AsSpan().SequenceEqual(outputs), $"seed {seed}, lanes of {emulator.Lanes}");
            if (from.Width + (from.Signed ? 0 : 1) > 16)
                continue;
            // The same as 16-bit integers, in one batch and in the smallest ones; what lies behind the results is not written.
            short[] narrow = Array.ConvertAll(inputs, m => (short)m),
                found = new short[expected.Length + 64];
            foreach (int piece in (ReadOnlySpan<int>)[events, 1, 3])
            {
                Array.Fill(found, short.MaxValue);
                int first = 0;
                for (; first + piece <= events; first += piece)
                    emulator.Run(
                        narrow.AsSpan(first * count, piece * count),
                        found.AsSpan(first * graph.OutputCount, piece * graph.OutputCount)
                    );
                int done = first * graph.OutputCount;
                Assert.True(
                    expected.AsSpan(0, done).SequenceEqual(Array.ConvertAll(found[..done], m => (long)m)),
                    $"seed {seed}, {piece} events of 16 bits at a time, lanes of {emulator.Lanes}"
                );
                Assert.All(found[done..], m => Assert.Equal(short.MaxValue, m));
            }
        }
    }
}
