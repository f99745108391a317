using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Low bits that both branches of a choice have from the same place.</summary>
public sealed class NarrowChoicesTests
{
    private const int Bits = 5;

    /// <summary>Bits that have to be chosen are those that differ; every pair of inputs gives the same. -x has a bit more than x, x + y
    /// and x - y have one, and 3x + y and 3x - y have two.</summary>
    /// <param name="branches">What is chosen from.</param>
    /// <param name="chosen">Bits of the choice that is left; 0 where there is none.</param>
    [Theory]
    [InlineData("x, -x", Bits)]
    [InlineData("x + y, x - y", Bits)]
    [InlineData("x, x + 8y", Bits + 1)]
    [InlineData("x, x + 4", Bits - 1)]
    [InlineData("2x + 1, 2y + 1", Bits)]
    [InlineData("2x + 1, 7", Bits)]
    [InlineData("4y + low x, 4x + low x", Bits)]
    [InlineData("x + y + 2x, 3x - y", Bits + 1)]
    [InlineData("16x + 8y + low y, 16y + 8y + low y", Bits + 1)]
    [InlineData("4x + low x, 4x + bits of x", 0)]
    [InlineData("x, y", Bits)]
    public void Shared_low_bits_are_not_chosen(string branches, int chosen)
    {
        var format = new FixedFormat(true, Bits, Bits);
        var b = new CircuitBuilder();
        b.BeginLayer("choice");
        int x = b.Input(0, 0, format),
            y = b.Input(0, 1, format),
            low = b.Wrap(x, 2, false);
        (int first, int second) = branches switch
        {
            "x, -x" => (x, b.Negate(x)),
            "x + y, x - y" => (b.Add(x, 0, y, 0), b.Subtract(x, y)),
            "x, x + 8y" => (x, b.Add(x, 0, y, 3)),
            "x, x + 4" => (x, b.AddConstant(x, 4)),
            "2x + 1, 2y + 1" => (b.AddConstant(b.ShiftLeft(x, 1), 1), b.AddConstant(b.ShiftLeft(y, 1), 1)),
            "2x + 1, 7" => (b.AddConstant(b.ShiftLeft(x, 1), 1), b.Constant(7)),
            "4y + low x, 4x + low x" => (b.Add(y, 2, low, 0), b.Add(x, 2, low, 0)),
            "x + y + 2x, 3x - y" => (
                b.Sum(new(x, 0, false), new(y, 0, false), new(x, 1, false)),
                b.Sum(new(x, 0, false), new(y, 0, true), new(x, 1, false))
            ),
            "16x + 8y + low y, 16y + 8y + low y" => (
                b.Add(b.Add(y, 3, b.Wrap(y, 3, false), 0), 0, x, 4),
                b.Add(b.Add(y, 3, b.Wrap(y, 3, false), 0), 0, y, 4)
            ),
            "4x + low x, 4x + bits of x" => (b.Add(x, 2, low, 0), b.Add(x, 2, b.Join([b.Bit(x, 0), b.Bit(x, 1)], 3), 0)),
            _ => (x, y),
        };
        int mux = b.Mux(b.Less(y, b.Constant(3)), first, second);
        Circuit whole = b.Build(
                "choice",
                [new CircuitInput("x", new Shape(2), [x, y])],
                [new CircuitOutput("y", new Shape(1), [mux], PerElement<FixedFormat>.Uniform(new FixedFormat(true, 16, 16), 1))]
            ),
            circuit = whole;
        new NarrowChoices().Run(ref circuit);
        CircuitVerifier.Verify(circuit);
        Assert.Equal(chosen, ChosenBits(circuit));
        new Simplify().Run(ref circuit);
        Assert.False(new NarrowChoices().Run(ref circuit));
        var before = new CircuitInterpreter(whole);
        var after = new CircuitInterpreter(circuit);
        for (long i = format.MinMantissa; i <= format.MaxMantissa; i++)
        for (long j = format.MinMantissa; j <= format.MaxMantissa; j++)
            Assert.Equal(before.Run([i, j]), after.Run([i, j]));
    }

    /// <summary>What reads the upper bits of such a choice reads no others.</summary>
    [Fact]
    public void Low_bits_of_a_magnitude_that_are_shifted_out_are_left_out()
    {
        var b = new FixedGraphBuilder("magnitude");
        int x = b.Input("x", new Shape(4), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 12, 4), 4));
        int magnitude = b.Unary("abs", UnaryOperation.Absolute, x);
        var format = PerElement<FixedFormat>.Uniform(new FixedFormat(false, 9, 4), 4);
        b.Output("whole", magnitude);
        b.Output("high", b.Quantize("upper", magnitude, format, Rounding.Trn, Overflow.Wrap));
        FixedGraph graph = b.Build();
        Circuit circuit = CircuitOptimizer.Run(CircuitLowering.Lower(graph));
        CircuitVerifier.Verify(circuit);
        CircuitChecks.AssertEqualsOracle(graph, circuit, 5, 300);
        // 12 bits of -2048 to 2047 have magnitudes of 12 bits, of which the last is the input's
        Assert.Equal(4 * 11, ChosenBits(circuit));
    }

    /// <summary>Bits that are said to be made of the same are the same in every event, in circuits of all kinds of words.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bits_of_one_source_are_equal(bool threeOperands)
    {
        const int Events = 16;
        long pairs = 0;
        for (int seed = 9000; seed < 9080; seed++)
        {
            FixedGraph graph = RandomGraphs.Create(seed, RandomGraphOptions.Small);
            Circuit circuit = CircuitLowering.Lower(graph, new CmvmOptions { Effort = 0 }, threeOperands: threeOperands);
            var sources = new BitSources(circuit.Words);
            var seen = new Dictionary<BitSource, int>();
            long[] inputs = RandomInputs.For(graph, seed, Events);
            Int128[][] events = [.. inputs.Chunk(graph.InputCount).Select(e => CircuitInterpreter.Trace(circuit, e))];
            for (int i = 0; i < circuit.Words.Length; i++)
            for (int bit = 0; bit <= circuit.Words[i].Width; bit++)
            {
                BitSource source = sources.Of(i, bit);
                int values = 0;
                for (int e = 0; e < Events; e++)
                    values |= (int)(events[e][i] >> bit & 1) << e;
                if (source == BitSource.Constant(false) || source == BitSource.Constant(true))
                    Assert.True(values == (source == BitSource.Zero ? 0 : (1 << Events) - 1), $"seed {seed}, word {i}, bit {bit}");
                else if (!seen.TryAdd(source, values))
                {
                    pairs++;
                    Assert.True(seen[source] == values, $"seed {seed}: word {i} ({circuit.Words[i]}), bit {bit}");
                }
            }
        }
        Assert.True(pairs > 5_000, $"{pairs} pairs");
    }

    /// <summary>Choices between words that have something in common: the same results with fewer bits chosen.</summary>
    [Fact]
    public void Random_choices_between_kin_have_fewer_bits()
    {
        int narrowed = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Circuit whole = Kin(seed),
                circuit = whole;
            new NarrowChoices().Run(ref circuit);
            CircuitVerifier.Verify(circuit);
            Circuit optimised = CircuitOptimizer.Run(whole);
            CircuitVerifier.Verify(optimised);
            Assert.True(ChosenBits(circuit) <= ChosenBits(whole), $"seed {seed}");
            narrowed += ChosenBits(circuit) < ChosenBits(whole) ? 1 : 0;
            var random = new Random(seed);
            CircuitInterpreter[] all = [new(whole), new(circuit), new(optimised)];
            for (int e = 0; e < 100; e++)
            {
                long[] inputs = [.. Enumerable.Range(0, 3).Select(_ => random.NextInt64(-32, 32))],
                    expected = all[0].Run(inputs);
                Assert.Equal(expected, all[1].Run(inputs));
                Assert.Equal(expected, all[2].Run(inputs));
            }
        }
        Assert.True(narrowed > 100, $"{narrowed} circuits");
    }

    /// <summary>Words at random, each choice between one and what another operation makes of it.</summary>
    private static Circuit Kin(int seed)
    {
        var random = new Random(seed);
        var b = new CircuitBuilder();
        b.BeginLayer("kin");
        int[] inputs = [.. Enumerable.Range(0, 3).Select(i => b.Input(0, i, new FixedFormat(true, 6, 6)))];
        List<int> pool = [.. inputs];
        int Pick() => pool[random.Next(pool.Count)];
        int Made(int word) =>
            random.Next(9) switch
            {
                0 => b.Add(word, 0, Pick(), random.Next(5), random.Next(2) == 0),
                1 => b.Add(Pick(), random.Next(5), word, 0, random.Next(2) == 0),
                2 => b.Negate(word),
                3 => b.AddConstant(b.ShiftLeft(word, random.Next(3)), random.Next(-20, 20)),
                4 => b.ShiftRight(word, random.Next(1, 4)),
                5 => b.Wrap(word, random.Next(2, 7), random.Next(2) == 0),
                6 => b.Join([b.Bit(word, 0), b.Bit(word, 1), b.Not(b.Bit(Pick(), 0))], 7),
                7 => b.Sum(new(word, 0, false), new(Pick(), random.Next(4), random.Next(2) == 0), new(Pick(), 2, true), random.Next(9)),
                _ => word,
            };
        for (int i = 0; i < 12; i++)
        {
            int word = Pick(),
                first = Made(word),
                second = Made(word),
                made = random.Next(2) == 0 ? first : b.Mux(b.Bit(Pick(), random.Next(4)), first, second);
            if (b.RangeOf(made).Width <= 16)
                pool.Add(made);
        }
        int[] results = [.. pool.TakeLast(4)];
        var formats = PerElement<FixedFormat>.Create(results.Length, i => FixedFormat.ForInterval(b.RangeOf(results[i]), 0));
        return b.Build(
            "kin",
            [new CircuitInput("x", new Shape(3), [.. inputs])],
            [new CircuitOutput("y", new Shape(results.Length), [.. results], formats)]
        );
    }

    private static int ChosenBits(Circuit circuit)
    {
        bool[] live = CircuitUses.Live(circuit);
        return circuit
            .Words.Where(
                (w, i) =>
                    live[i]
                    && w is MuxWord m
                    && circuit.Words[m.WhenTrue] is not ConstantWord | circuit.Words[m.WhenFalse] is not ConstantWord
            )
            .Sum(w => w.Width);
    }
}
