using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Quantisers, ReLUs, clips and comparisons behind each other.</summary>
public sealed class LimitTests
{
    private const int Bits = 8;

    /// <summary>Random chains of all of them, in all rounding and overflow modes, for every mantissa.</summary>
    [Theory]
    [InlineData(0, 150)]
    [InlineData(1000, 150)]
    public void Random_chains_keep_what_they_compute(int first, int seeds)
    {
        var changes = new Dictionary<string, int> { [nameof(CompareBeforeLimits)] = 0, [nameof(NarrowChoices)] = 0 };
        for (int seed = first; seed < first + seeds; seed++)
        {
            FixedGraph graph = Chain(new Random(seed));
            FixedFormat format = graph.Nodes[graph.Inputs[0]].Type[0].Format;
            long[] inputs = [.. Enumerable.Range(0, 1 << Bits).Select(i => format.MinMantissa + i)],
                expected = Oracle.Run(graph, inputs);
            Circuit circuit = CircuitLowering.Lower(graph, new CmvmOptions { Effort = 0 });
            Check(seed, "lowering", circuit, inputs, expected);
            for (int round = 0; round < 2; round++)
            {
                foreach (CircuitPass pass in CircuitOptimizer.Passes)
                {
                    if (!pass.Run(ref circuit))
                        continue;
                    if (changes.ContainsKey(pass.Name))
                        changes[pass.Name]++;
                    Check(seed, pass.Name, circuit, inputs, expected);
                }
            }
        }
        Assert.All(changes, c => Assert.True(c.Value > seeds / 30, $"{c.Key} changed {c.Value} of {seeds}"));
    }

    /// <summary>A ReLU of a saturated word is one limit at both ends: the same as a saturated ReLU.</summary>
    [Fact]
    public void A_relu_behind_a_quantiser_is_one_limit()
    {
        Circuit circuit = Optimised(b => b.Unary("relu", UnaryOperation.Relu, Quantize(b, 0, new(true, 5, 5), Rounding.Trn, Overflow.Sat)));
        Assert.Equal(2, circuit.Words.Count(w => w is MuxWord));
        Assert.All(circuit.Words.OfType<CompareWord>(), c => Assert.IsNotType<MuxWord>(circuit.Words[c.Left]));
        Assert.All(circuit.Words.OfType<MuxWord>(), m => Assert.Equal(new Interval(0, 15), m.Range));
    }

    /// <summary>The upper end of a clip behind a quantiser makes that of the quantiser needless.</summary>
    [Fact]
    public void A_clip_behind_a_quantiser_is_one_limit()
    {
        Circuit circuit = Optimised(b =>
        {
            int relu = b.Unary("relu", UnaryOperation.Relu, Quantize(b, 0, new(true, 7, 7), Rounding.Trn, Overflow.Sat));
            return b.Binary("clip", BinaryOperation.Minimum, relu, b.Constant("six", new Shape(1), [6], PerElement<int>.Uniform(0, 1)));
        });
        Assert.True(
            circuit.Words.Count(w => w is MuxWord) == 2 && circuit.Words.Count(w => w is CompareWord) == 2,
            string.Join('\n', circuit.Words.Select((w, i) => $"{i} {w}"))
        );
    }

    /// <summary>The sign of a limited word is that of the word.</summary>
    [Fact]
    public void The_sign_of_a_limited_word_is_read_before_the_limits()
    {
        Circuit circuit = Optimised(b =>
        {
            int limited = Quantize(b, 0, new(true, 5, 5), Rounding.Trn, Overflow.Sat);
            return b.Binary("lt", BinaryOperation.Less, limited, b.Constant("c", new Shape(1), [0], PerElement<int>.Uniform(0, 1)));
        });
        Assert.DoesNotContain(circuit.Words, w => w is MuxWord);
        Assert.Single(circuit.Words, w => w is CompareWord);
    }

    /// <summary>Positions of maxima: the bit that says from which half one comes is the condition, so that a choice has as many bits as the
    /// positions in the halves.</summary>
    [Fact]
    public void A_choice_of_positions_has_the_bits_that_vary()
    {
        var builder = new FixedGraphBuilder("argmax");
        int x = builder.Input("x", new Shape(8), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 5, 5), 8));
        builder.Output("y", builder.Reduce("argmax", ReduceOperation.ArgMaxFirst, x, new Shape(1), 8, [.. Enumerable.Range(0, 8)]));
        FixedGraph graph = builder.Build();
        Circuit circuit = CircuitOptimizer.Run(CircuitLowering.Lower(graph));
        CircuitVerifier.Verify(circuit);
        CircuitChecks.AssertEqualsOracle(graph, circuit, 1, 200);
        Assert.Equal(2, PositionBits(circuit, circuit.Outputs[0].Words[0]).Max());
    }

    /// <summary>Widths of the choices of which a word is joined.</summary>
    private static IEnumerable<int> PositionBits(Circuit circuit, int word) =>
        circuit.Words[word] switch
        {
            AddWord add => PositionBits(circuit, add.Left).Concat(PositionBits(circuit, add.Right)),
            MuxWord mux => [mux.Width],
            _ => [],
        };

    private static Circuit Optimised(Func<FixedGraphBuilder, int> make)
    {
        var builder = new FixedGraphBuilder("limits");
        builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(new FixedFormat(true, Bits, Bits), 1));
        builder.Output("y", make(builder));
        FixedGraph graph = builder.Build();
        Circuit circuit = CircuitOptimizer.Run(CircuitLowering.Lower(graph));
        CircuitVerifier.Verify(circuit);
        long[] inputs = [.. Enumerable.Range(0, 1 << Bits).Select(i => i - (1L << (Bits - 1)))];
        Check(0, "optimised", circuit, inputs, Oracle.Run(graph, inputs));
        return circuit;
    }

    private static void Check(int seed, string pass, Circuit circuit, long[] inputs, long[] expected)
    {
        CircuitVerifier.Verify(circuit);
        var interpreter = new CircuitInterpreter(circuit);
        long[] found = [.. inputs.SelectMany(m => interpreter.Run([m]))];
        Assert.True(expected.SequenceEqual(found), $"seed {seed}: {pass} changes what is computed");
    }

    private static int Quantize(FixedGraphBuilder b, int node, FixedFormat format, Rounding rounding, Overflow overflow) =>
        b.Quantize($"q{b.Count}", node, PerElement<FixedFormat>.Uniform(format, 1), rounding, overflow);

    private static FixedGraph Chain(Random random)
    {
        var builder = new FixedGraphBuilder("limits");
        var format = new FixedFormat(random.Next(3) > 0, Bits, random.Next(2, 7));
        List<int> nodes = [builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(format, 1))];
        for (int i = random.Next(3, 9); i > 0; i--)
            if (
                Next(random, builder, nodes[nodes.Count - 1 - random.Next(Math.Min(2, nodes.Count))], nodes[random.Next(nodes.Count)])
                is var made
            )
                if (builder.TypeOf(made)[0].Range.Width <= 24)
                    nodes.Add(made);
        builder.Output("y", nodes[^1]);
        if (random.Next(2) == 0)
            builder.Output("z", nodes[random.Next(nodes.Count)]);
        return builder.Build();
    }

    private static int Next(Random random, FixedGraphBuilder b, int x, int other)
    {
        ElementType type = Element(b, x);
        int Constant()
        {
            long low = (long)type.Range.Low - 2,
                high = (long)type.Range.High + 3;
            return b.Constant(
                $"c{b.Count}",
                new Shape(1),
                [random.Next(3) == 0 ? random.Next(-3, 4) : random.NextInt64(low, high)],
                PerElement<int>.Uniform(type.Fraction, 1)
            );
        }
        switch (random.Next(9))
        {
            case 0:
                return b.Unary($"r{b.Count}", UnaryOperation.Relu, x);
            case 1:
                return b.Binary($"m{b.Count}", random.Next(2) == 0 ? BinaryOperation.Maximum : BinaryOperation.Minimum, x, Constant());
            case 2:
                return b.Binary($"l{b.Count}", BinaryOperation.Maximum, x, b.Scale($"s{b.Count}", x, -random.Next(1, 4)));
            case 3:
                int less =
                    random.Next(2) == 0
                        ? b.Binary($"t{b.Count}", BinaryOperation.Less, x, Constant())
                        : b.Binary($"t{b.Count}", BinaryOperation.Less, Constant(), x);
                return b.Select($"s{b.Count}", less, random.Next(2) == 0 ? x : Constant(), other);
            case 4:
                return b.Binary($"a{b.Count}", BinaryOperation.Add, x, random.Next(2) == 0 ? Constant() : other);
            default:
                int width = random.Next(1, Bits);
                return Quantize(
                    b,
                    x,
                    new FixedFormat(random.Next(2) == 0, width, width - Math.Clamp(type.Fraction - random.Next(-1, 4), -3, 8)),
                    (Rounding)random.Next(Enum.GetValues<Rounding>().Length),
                    (Overflow)random.Next(Enum.GetValues<Overflow>().Length)
                );
        }
    }

    private static ElementType Element(FixedGraphBuilder b, int node) => b.TypeOf(node)[0];
}
