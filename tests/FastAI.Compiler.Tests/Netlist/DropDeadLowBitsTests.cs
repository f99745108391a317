using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class DropDeadLowBitsTests
{
    /// <summary>Of a sum of three of which low bits are shifted out, the finest operand keeps those that reach the others' columns;
    /// every input gives the same.</summary>
    [Theory]
    [InlineData(2, 3, 0, 2, true)]
    [InlineData(2, 3, 8, 5, true)]
    [InlineData(1, 4, 2, 1, true)]
    [InlineData(3, 3, 4, 3, false)]
    // a constant in the lowest column carries, and a subtracted operand borrows
    [InlineData(2, 3, 1, 2, null)]
    [InlineData(0, 3, 0, 2, null)]
    public void The_finest_operand_of_three_loses_what_is_shifted_out(int second, int third, long constant, int shift, bool? subtracts)
    {
        const int Bits = 4;
        var format = new FixedFormat(true, Bits, Bits);
        Circuit Build(bool negate)
        {
            var b = new CircuitBuilder();
            b.BeginLayer("sum");
            int[] x = [.. Enumerable.Range(0, 3).Select(i => b.Input(0, i, format))];
            int sum = b.Sum(new(x[0], 0, negate), new(x[1], second, subtracts == true), new(x[2], third, false), constant);
            int result = b.ShiftRight(sum, shift);
            var kept = FixedFormat.ForInterval(b.RangeOf(result), 0);
            return b.Build(
                "sum",
                [new CircuitInput("x", new Shape(3), [.. x])],
                [new CircuitOutput("y", new Shape(1), [result], PerElement<FixedFormat>.Uniform(kept, 1))]
            );
        }

        Circuit whole = Build(negate: false),
            circuit = whole;
        Assert.Equal(subtracts is not null, new DropDeadLowBits().Run(ref circuit));
        CircuitVerifier.Verify(circuit);
        if (subtracts is not null)
            Assert.True(circuit.Words.OfType<SumWord>().Single().Width < whole.Words.OfType<SumWord>().Single().Width);
        var before = new CircuitInterpreter(whole);
        var after = new CircuitInterpreter(circuit);
        const int Half = 1 << (Bits - 1);
        for (long i = -Half; i < Half; i++)
        for (long j = -Half; j < Half; j++)
        for (long k = -Half; k < Half; k++)
            Assert.Equal(before.Run([i, j, k]), after.Run([i, j, k]));
        Circuit borrows = Build(negate: true);
        Assert.False(new DropDeadLowBits().Run(ref borrows));
    }
}
