using System.Collections.Immutable;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Hardware.Tests;

/// <summary>
/// Random pipelined circuits of every word kind, with words from one bit to 64 and stages chosen at random within what operands allow. The
/// same seed gives the same circuit.
/// </summary>
internal static class RandomCircuits
{
    /// <param name="seed">Start of the random sequence.</param>
    /// <param name="operations">Words after the inputs, about.</param>
    /// <param name="maxWidth">Widest input.</param>
    public static PipelinedCircuit Create(int seed, int operations = 60, int maxWidth = 24)
    {
        var random = new Random(seed);
        var builder = new CircuitBuilder();
        builder.BeginLayer("inputs");
        var inputs = ImmutableArray.CreateBuilder<CircuitInput>();
        var pool = new List<int>();
        for (int p = 0; p < 2; p++)
        {
            int count = random.Next(1, 5);
            bool uniform = random.Next(2) == 0;
            FixedFormat common = Format(random, maxWidth);
            int[] words = [.. Enumerable.Range(0, count).Select(i => builder.Input(p, i, uniform ? common : Format(random, maxWidth)))];
            pool.AddRange(words);
            inputs.Add(new CircuitInput($"x{p}", new Shape(count), [.. words]));
        }
        for (int i = 0; i < operations; i++)
        {
            if (i % 15 == 0)
                builder.BeginLayer($"layer {i / 15}");
            int word;
            try
            {
                word = Operation(random, builder, pool);
            }
            catch (Exception e) when (e is FastAIException or ArgumentException or OverflowException)
            {
                continue;
            }
            if (builder.RangeOf(word).Width <= 54)
                pool.Add(word);
        }
        int outputs = random.Next(1, 8);
        int[] results = [.. Enumerable.Range(0, outputs).Select(_ => pool[random.Next(pool.Count)]), pool[^1], pool[^2]];
        FixedFormat[] formats = [.. results.Select(w => builder.RangeOf(w)).Select(r => Widen(random, r))];
        Circuit circuit = builder.Build(
            $"random_{seed}",
            inputs.ToImmutable(),
            [new CircuitOutput("y", new Shape(results.Length), [.. results], PerElement<FixedFormat>.Create(formats))]
        );
        CircuitVerifier.Verify(circuit);
        // words that nothing reads go with it: other seeds keep them
        if (seed % 2 == 0)
        {
            (int, int) block = seed % 3 == 0 ? (27, 18) : (9, 6);
            new MapMultipliers(DelayModel.Of("xcup"), (MultiplierChoice)(seed / 2 % 3), (seed / 2 % MultiplyWord.MaxPhases) + 1)
            {
                Block = block,
            }.Run(ref circuit);
        }
        if (seed % 3 == 1)
            new PlaceTables(DelayModel.Of("xcup"), _ => true).Run(ref circuit);
        CircuitVerifier.Verify(circuit);
        return Stage(random, circuit);
    }

    /// <summary>Random inputs, many of them at the ends of their formats.</summary>
    public static long[] Inputs(Circuit circuit, int seed, int events)
    {
        var random = new Random(seed);
        InputWord[] words = [.. circuit.Inputs.SelectMany(i => i.Words).Select(w => (InputWord)circuit.Words[w])];
        var mantissas = new long[events * words.Length];
        for (int i = 0; i < mantissas.Length; i++)
        {
            FixedFormat format = words[i % words.Length].Format;
            mantissas[i] = random.Next(6) switch
            {
                0 => format.MinMantissa,
                1 => format.MaxMantissa,
                2 => Math.Clamp(random.Next(-2, 3), format.MinMantissa, format.MaxMantissa),
                _ => format.MinMantissa + (long)((ulong)random.NextInt64() % ((ulong)(format.MaxMantissa - format.MinMantissa) + 1)),
            };
        }
        return mantissas;
    }

    /// <summary>What the circuit computes for the events.</summary>
    public static long[] Outputs(Circuit circuit, long[] inputs)
    {
        var interpreter = new CircuitInterpreter(circuit);
        return [.. inputs.Chunk(interpreter.InputCount).SelectMany(e => interpreter.Run(e))];
    }

    private static FixedFormat Format(Random random, int maxWidth) =>
        random.Next(5) == 0
            ? new FixedFormat(random.Next(2) == 0, 1, 1)
            : new FixedFormat(random.Next(2) == 0, random.Next(1, maxWidth + 1), random.Next(-3, 9));

    private static FixedFormat Widen(Random random, Interval range)
    {
        bool signed = range.Low < 0 || random.Next(3) == 0;
        int least = range.Low < 0 ? range.Width : range.Width + (signed ? 1 : 0);
        return new FixedFormat(signed, Math.Min(63, least + random.Next(3)), random.Next(0, 9));
    }

    private static int Operation(Random random, CircuitBuilder builder, List<int> pool)
    {
        int Pick() => pool[random.Next(10) < 7 ? random.Next(Math.Max(0, pool.Count - 12), pool.Count) : random.Next(pool.Count)];
        int Bit() => builder.Wrap(builder.ShiftRight(Pick(), random.Next(3)), 1, false);
        int Constant() => builder.Constant(random.Next(4) == 0 ? random.NextInt64(-(1L << 40), 1L << 40) : random.Next(-40, 41));
        switch (random.Next(21))
        {
            case 0 or 1 or 2:
                return builder.Add(Pick(), random.Next(5), Pick(), random.Next(5), random.Next(2) == 0);
            case 16 or 17:
                SumTerm Term() => new(Pick(), random.Next(5), random.Next(2) == 0);
                return builder.Sum(
                    Term(),
                    Term(),
                    random.Next(4) == 0 ? new(builder.Constant(0), 0, false) : Term(),
                    random.Next(2) == 0 ? 0 : random.Next(-300, 300)
                );
            case 18 or 19:
                return builder.Lut(
                    [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => Bit())],
                    (ulong)random.NextInt64(long.MinValue, long.MaxValue)
                );
            case 20:
                int count = random.Next(1, random.Next(4) == 0 ? 41 : 10);
                return builder.Join(
                    [.. Enumerable.Range(0, count).Select(_ => random.Next(8) == 0 ? builder.Constant(random.Next(2)) : Bit())],
                    (1L << count) - 1
                );
            case 3:
                return builder.Add(Pick(), random.Next(3), Constant(), 0, random.Next(2) == 0);
            case 4:
                return builder.Negate(Pick());
            case 5:
                return builder.ShiftLeft(Pick(), random.Next(1, 6));
            case 6:
                return builder.ShiftRight(Pick(), random.Next(1, random.Next(3) == 0 ? 40 : 6));
            case 7 or 8:
                return builder.Wrap(Pick(), random.Next(1, random.Next(3) == 0 ? 48 : 12), random.Next(2) == 0);
            case 9:
                int left = Pick(),
                    right = Pick();
                return builder.RangeOf(left).Width + builder.RangeOf(right).Width <= 62 ? builder.Multiply(left, right) : left;
            case 10:
                return random.Next(2) == 0 ? builder.Less(Pick(), Pick()) : builder.Less(Pick(), Constant());
            case 11:
                return random.Next(2) == 0 ? builder.Equal(Pick(), Pick()) : builder.Equal(Constant(), Pick());
            case 12:
                return builder.Logic((LogicOperation)random.Next(3), Bit(), Bit());
            case 13:
                int a = Pick(),
                    b = Pick();
                return builder.Mux(builder.Less(a, b), a, b);
            case 14:
                return builder.Mux(Bit(), random.Next(4) == 0 ? Constant() : Pick(), Pick());
            default:
                return Table(random, builder, Pick());
        }
    }

    private static int Table(Random random, CircuitBuilder builder, int input)
    {
        int narrow = builder.Wrap(input, random.Next(1, 7), random.Next(2) == 0);
        if (random.Next(3) == 0)
            narrow = builder.AddConstant(narrow, random.Next(2) == 0 ? 100 : 1L << 35);
        Interval range = builder.RangeOf(narrow);
        int width = random.Next(3) == 0 ? random.Next(30, 41) : random.Next(1, 12);
        var format = new FixedFormat(random.Next(2) == 0, width, 4);
        int margin = random.Next(3);
        long[] entries =
        [
            .. Enumerable
                .Range(0, (int)(range.High - range.Low) + 1 + 2 * margin)
                .Select(_ => random.NextInt64(format.MinMantissa, format.MaxMantissa + 1)),
        ];
        return builder.Table(narrow, new LookupTable((long)range.Low - margin, [.. entries], format));
    }

    private static PipelinedCircuit Stage(Random random, Circuit circuit)
    {
        var stages = new int[circuit.Words.Length];
        int skip = random.Next(2, 9);
        for (int i = 0; i < stages.Length; i++)
        {
            Word word = circuit.Words[i];
            if (word is InputWord or ConstantWord)
                continue;
            int earliest = 1;
            for (int k = 0; k < word.OperandCount; k++)
                earliest = Math.Max(earliest, stages[word.Operand(k)] + (circuit.Words[word.Operand(k)].IsRegistered ? 1 : 0));
            stages[i] = earliest + (random.Next(skip) == 0 ? random.Next(1, 3) : 0);
        }
        return new PipelinedCircuit(circuit, [.. stages], Math.Max(1, stages.Max()) + random.Next(2), 200)
        {
            DualTables = random.Next(2) == 0,
        };
    }
}
