using System.Collections.Immutable;
using FastAI.Model;
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

    /// <summary>A mantissa outside its format is named wherever it stands, however it comes, and whatever follows the table.</summary>
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void ArgumentsAreHeldToTheirFormats(InstructionSet set)
    {
        foreach (bool more in (bool[])[false, true])
        foreach (var format in (FixedFormat[])[new(true, 8, 3), new(false, 8, 3), new(true, 5, 3), new(false, 3, 3)])
        {
            const int Count = 13,
                Events = 150;
            var builder = new FixedGraphBuilder("held");
            int x = builder.Input("x", new Shape(Count), PerElement<FixedFormat>.Uniform(format, Count));
            var table = new LookupTable(
                (long)format.MinMantissa,
                [.. Enumerable.Range(0, 1 << format.Width).Select(i => (long)(i * 37 % 128))],
                new FixedFormat(false, 7, 3)
            );
            int y = builder.Table("table", x, [table], PerElement<int>.Uniform(0, Count));
            builder.Output("y", more ? builder.Binary("twice", BinaryOperation.Add, y, y) : y);
            var emulator = Emulator.Create(builder.Build(), new EmulatorOptions { InstructionSet = set });
            var random = new Random(format.Width);
            for (int round = 0; round < 60; round++)
            {
                int events = round % 3 == 0 ? 1 + round % 7 : Events;
                short[] inputs =
                [
                    .. Enumerable
                        .Range(0, events * Count)
                        .Select(_ => (short)random.NextInt64((long)format.MinMantissa, (long)format.MaxMantissa + 1)),
                ];
                emulator.Run(inputs, new short[inputs.Length]);
                int wrong = round == 1 ? inputs.Length - 1 : random.Next(inputs.Length);
                inputs[wrong] = (round % 4) switch
                {
                    0 => (short)(format.MaxMantissa + 1),
                    1 => (short)(format.MinMantissa - 1),
                    2 => short.MinValue,
                    _ => short.MaxValue,
                };
                string place = $"event {wrong / Count}, element {wrong % Count} of input 'x': mantissa {inputs[wrong]} is outside {format}";
                var e = Assert.Throws<FastAIException>(() => emulator.Run(inputs, new short[inputs.Length]));
                Assert.Contains(place, e.Message, StringComparison.Ordinal);
                e = Assert.Throws<FastAIException>(() => emulator.Run(Array.ConvertAll(inputs, m => (int)m), new int[inputs.Length]));
                Assert.Contains(place, e.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>What a table makes of an input on its way in, beside another input, before a dense layer and more tables.</summary>
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void TablesOnTheWayIn(InstructionSet set)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 140),
                other = random.Next(1, 9);
            var format = new FixedFormat(seed % 2 == 0, random.Next(3, 9), 3);
            var builder = new FixedGraphBuilder("entry");
            int x = builder.Input("x", new Shape(count), PerElement<FixedFormat>.Uniform(format, count)),
                z = builder.Input("z", new Shape(other), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 7, 3), other));
            int y = builder.Table(
                "on entry",
                x,
                [Any(random, format, new FixedFormat(seed % 3 == 0, 7, 3))],
                PerElement<int>.Uniform(0, count)
            );
            int rows = count + other;
            int read = builder.Gather("read", [y, z], new Shape(rows), [.. Enumerable.Range(0, rows).Select(_ => random.Next(rows))]);
            var block = new AffineBlock(
                rows,
                5,
                [.. Enumerable.Range(0, rows)],
                [.. Enumerable.Range(0, 5)],
                [.. Enumerable.Range(0, 5 * rows).Select(_ => (long)random.Next(-32, 32))],
                [.. new long[5]]
            );
            int sum = builder.Affine("dense", read, new Shape(5), [block], PerElement<int>.Uniform(builder.TypeOf(read)[0].Fraction, 5));
            var narrow = new FixedFormat(true, 8, 8);
            sum = builder.Quantize("narrow", sum, PerElement<FixedFormat>.Uniform(narrow, 5), Rounding.Rnd, Overflow.Sat);
            builder.Output("w", builder.Table("last", sum, [Any(random, narrow, narrow)], PerElement<int>.Uniform(0, 5)));
            if (seed % 4 == 0)
                builder.Output("y", y);
            var graph = builder.Build();
            const int Events = 101;
            long[] inputs = RandomInputs.For(graph, seed, Events),
                expected = Oracle.Run(graph, inputs);
            var emulator = Emulator.Create(graph, new EmulatorOptions { InstructionSet = set });
            short[] shorts = Array.ConvertAll(inputs, m => (short)m);
            foreach (int events in (ReadOnlySpan<int>)[1, 2, 12, Events])
            {
                var outputs = new long[events * graph.OutputCount];
                emulator.Run(inputs.AsSpan(0, events * graph.InputCount), outputs);
                Assert.True(expected.AsSpan(0, outputs.Length).SequenceEqual(outputs), $"seed {seed}, {events} events");
                var found = new short[outputs.Length];
                emulator.Run(shorts.AsSpan(0, events * graph.InputCount), found);
                Assert.True(
                    expected.AsSpan(0, outputs.Length).SequenceEqual(Array.ConvertAll(found, m => (long)m)),
                    $"seed {seed}, {events} events of 16 bits"
                );
            }
        }
    }

    private static LookupTable Any(Random random, FixedFormat from, FixedFormat to) =>
        new(
            (long)from.MinMantissa,
            [.. Enumerable.Range(0, 1 << from.Width).Select(_ => random.NextInt64((long)to.MinMantissa, (long)to.MaxMantissa + 1))],
            to
        );

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
