using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class DropDeadHighBitsTests
{
    /// <summary>A sum of products, a choice and a table of which a quantiser that wraps keeps the low bits: nothing is wider than those and a
    /// carry, and every input gives the same.</summary>
    [Fact]
    public void What_wraps_is_computed_in_the_bits_that_are_kept()
    {
        const int Kept = 4;
        var format = new FixedFormat(true, 6, 6);
        var b = new CircuitBuilder();
        b.BeginLayer("sum");
        int x = b.Input(0, 0, format),
            y = b.Input(0, 1, format);
        var table = new LookupTable(-32, [.. Enumerable.Range(-32, 64).Select(i => (long)i * i * i)], new FixedFormat(true, 17, 17));
        int product = b.Multiply(x, y),
            choice = b.Mux(b.Less(x, y), product, b.Table(x, table)),
            sum = b.Subtract(b.Add(choice, 0, product, 1), y),
            result = b.Wrap(b.ShiftRight(sum, 1), Kept, true);
        var kept = new FixedFormat(true, Kept, Kept);
        Circuit whole = b.Build(
                "wraps",
                [new CircuitInput("x", new Shape(2), [x, y])],
                [new CircuitOutput("y", new Shape(1), [result], PerElement<FixedFormat>.Uniform(kept, 1))]
            ),
            circuit = whole;
        Assert.True(new DropDeadHighBits().Run(ref circuit));
        CircuitVerifier.Verify(circuit);
        Assert.False(new DropDeadHighBits().Run(ref circuit));
        // one bit is shifted out, and a sum of two words of five bits, one of them subtracted, has six and a sign
        Assert.All(circuit.Words.OfType<AddWord>(), w => Assert.InRange(w.Width, 1, Kept + 3));
        Assert.InRange(circuit.Words.OfType<TableWord>().Single().Width, 1, Kept + 1);
        Assert.InRange(circuit.Words.OfType<MuxWord>().Single().Width, 1, Kept + 1);
        var before = new CircuitInterpreter(whole);
        var after = new CircuitInterpreter(circuit);
        for (long i = -32; i < 32; i++)
        for (long j = -32; j < 32; j++)
            Assert.Equal(before.Run([i, j]), after.Run([i, j]));
    }

    /// <summary>A comparison reads all bits, whatever else wraps.</summary>
    [Fact]
    public void What_is_compared_keeps_its_bits()
    {
        var format = new FixedFormat(true, 6, 6);
        var b = new CircuitBuilder();
        b.BeginLayer("sum");
        int x = b.Input(0, 0, format),
            y = b.Input(0, 1, format),
            sum = b.Add(x, 0, y, 0);
        var bit = new FixedFormat(false, 1, 1);
        Circuit circuit = b.Build(
            "compares",
            [new CircuitInput("x", new Shape(2), [x, y])],
            [
                new CircuitOutput(
                    "y",
                    new Shape(2),
                    [b.Less(sum, b.Constant(5)), b.Wrap(sum, 1, false)],
                    PerElement<FixedFormat>.Uniform(bit, 2)
                ),
            ]
        );
        Assert.False(new DropDeadHighBits().Run(ref circuit));
    }

    /// <summary>Of a word that has fewer bits than the quantiser that wraps keeps, all above are its sign.</summary>
    /// <param name="constant">-4 to 5 in 7 bits, or 0 to 9 without a sign.</param>
    [Theory]
    [InlineData(256, true)]
    [InlineData(132, false)]
    public void What_wraps_to_more_bits_than_it_has_keeps_its_value(long constant, bool signed)
    {
        var format = new FixedFormat(true, 2, 2);
        var b = new CircuitBuilder();
        b.BeginLayer("sum");
        int x = b.Input(0, 0, format),
            y = b.Input(0, 1, format),
            low = b.Wrap(b.Sum(new(x, 0, false), new(y, 1, true), new(b.Constant(0), 0, false), constant), 7, signed);
        Circuit whole = b.Build(
                "wraps",
                [new CircuitInput("x", new Shape(2), [x, y])],
                [new CircuitOutput("y", new Shape(1), [low], PerElement<FixedFormat>.Uniform(new FixedFormat(signed, 7, 7), 1))]
            ),
            circuit = whole;
        Assert.True(circuit.Words[low].Width < 7);
        Assert.True(new DropDeadHighBits().Run(ref circuit));
        CircuitVerifier.Verify(circuit);
        var before = new CircuitInterpreter(whole);
        var after = new CircuitInterpreter(circuit);
        for (long i = -2; i < 2; i++)
        for (long j = -2; j < 2; j++)
            Assert.Equal(before.Run([i, j]), after.Run([i, j]));
    }

    /// <summary>Sums of three operands, products, choices and tables at random, of which the low bits are read.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_models_compute_the_same(bool threeOperands)
    {
        int changed = 0;
        for (int seed = 7000; seed < 7150; seed++)
        {
            FixedGraph graph = RandomGraphs.Create(seed, RandomGraphOptions.Small);
            Circuit circuit = CircuitLowering.Lower(graph, new CmvmOptions { Effort = 0 }, threeOperands: threeOperands);
            for (int round = 0; round < 3; round++)
            {
                new Simplify().Run(ref circuit);
                changed += new DropDeadHighBits().Run(ref circuit) ? 1 : 0;
                CircuitVerifier.Verify(circuit);
                CircuitChecks.AssertEqualsOracle(graph, circuit, seed, 12);
            }
            Assert.False(new DropDeadHighBits().Run(ref circuit), $"seed {seed}: it finds more and more");
        }
        Assert.True(changed > 20, $"changed {changed} circuits");
    }
}
