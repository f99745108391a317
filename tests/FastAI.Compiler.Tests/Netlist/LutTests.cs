using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Functions of a few bits: as words, as expressions, and two in one table.</summary>
public sealed class LutTests
{
    [Fact]
    public void A_table_of_any_inputs_keeps_its_meaning()
    {
        var random = new Random(1);
        for (int round = 0; round < 400; round++)
        {
            var builder = new CircuitBuilder();
            builder.BeginLayer("bits");
            int[] inputs = [.. Enumerable.Range(0, 4).Select(i => builder.Input(0, i, new FixedFormat(false, 1, 1)))];
            int[] pool = [.. inputs, builder.Constant(0), builder.Constant(1), .. inputs.Select(builder.Not)];
            int[] read = [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => pool[random.Next(pool.Length)])];
            ulong table = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            if (random.Next(3) == 0)
                table &= (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            int word = builder.Lut(read, table);
            Circuit circuit = Build(builder, inputs, word);
            CircuitVerifier.Verify(circuit);
            if (circuit.Words[circuit.Outputs[0].Words[0]] is LutWord lut)
                Assert.All(Enumerable.Range(0, lut.Inputs.Length), k =>
                    Assert.True(TruthTable.Depends(lut.Table, lut.Inputs.Length, k), "an input that does not matter")
                );
            for (int row = 0; row < 16; row++)
            {
                Int128[] values = CircuitInterpreter.Trace(circuit, [row & 1, row >> 1 & 1, row >> 2 & 1, row >> 3]);
                int index = 0;
                for (int k = 0; k < read.Length; k++)
                    index |= (int)values[read[k]] << k;
                Assert.Equal((long)(table >> index & 1), (long)values[word]);
            }
        }
    }

    [Fact]
    public void The_same_function_is_one_word_in_whichever_order_its_inputs_come()
    {
        var builder = new CircuitBuilder();
        builder.BeginLayer("bits");
        int[] x = [.. Enumerable.Range(0, 3).Select(i => builder.Input(0, i, new FixedFormat(false, 1, 1)))];
        int choice = builder.Lut([x[0], x[1], x[2]], 0xCA);
        Assert.Equal(choice, builder.Lut([x[2], x[1], x[0]], TruthTable.Permute(0xCA, [2, 1, 0])));
        Assert.Equal(choice, builder.Lut([x[0], builder.Not(x[1]), x[2]], TruthTable.Invert(0xCA, 1)));
        Assert.NotEqual(choice, builder.Lut([x[0], x[1], x[2]], 0xAC));
    }

    [Fact]
    public void An_expression_has_the_table_of_its_function()
    {
        var random = new Random(2);
        for (int round = 0; round < 2000; round++)
        {
            int inputs = random.Next(1, 7);
            ulong table = (ulong)random.NextInt64(long.MinValue, long.MaxValue) & TruthTable.All(inputs);
            if (random.Next(2) == 0)
                table = TruthTable.Of(inputs, row => row <= random.Next(1 << inputs)) & table;
            string[] names = [.. Enumerable.Range(0, inputs).Select(k => Text(Variable(k, inputs)))];
            Assert.Equal(table, ulong.Parse(BooleanForm.Write(table, names, new Evaluator(inputs)).Trim('(', ')')));
        }
    }

    /// <summary>A choice of one of four bits, a comparison and an exclusive or in no more literals than their textbook forms.</summary>
    [Theory]
    [InlineData(0xFF00F0F0CCCCAAAA, 6, 10)]
    [InlineData(0x000000000000007F, 3, 3)]
    [InlineData(0x0000000000000007, 3, 3)]
    [InlineData(0x0000000000006996, 4, 4)]
    public void An_expression_is_short(ulong table, int inputs, int literals)
    {
        var evaluator = new Evaluator(inputs);
        BooleanForm.Write(table, [.. Enumerable.Range(0, inputs).Select(k => Text(Variable(k, inputs)))], evaluator);
        Assert.InRange(evaluator.Operations + 1, 1, literals);
    }

    [Fact]
    public void Tables_that_share_a_cell_have_five_inputs_in_one_stage()
    {
        var random = new Random(3);
        for (int round = 0; round < 30; round++)
        {
            var builder = new CircuitBuilder();
            builder.BeginLayer("bits");
            int[] inputs = [.. Enumerable.Range(0, 6).Select(i => builder.Input(0, i, new FixedFormat(false, 1, 1)))];
            var pool = new List<int>(inputs);
            for (int i = 0; i < 120; i++)
            {
                int word = builder.Lut(
                    [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => pool[random.Next(Math.Max(0, pool.Count - 16), pool.Count)])],
                    (ulong)random.NextInt64(long.MinValue, long.MaxValue)
                );
                if (builder.ConstantOf(word) is null)
                    pool.Add(word);
            }
            Circuit circuit = Build(builder, inputs, pool[^1]);
            var stages = new int[circuit.Words.Length];
            for (int i = 0; i < stages.Length; i++)
                if (circuit.Words[i] is not (InputWord or ConstantWord))
                    stages[i] =
                        Math.Max(1, Enumerable.Range(0, circuit.Words[i].OperandCount).Max(k => stages[circuit.Words[i].Operand(k)]))
                        + (random.Next(20) == 0 ? 1 : 0);
            LutPairs pairs = LutPairs.Of(new PipelinedCircuit(circuit, [.. stages], stages.Max(), 100));
            int found = 0,
                possible = 0;
            for (int i = 0; i < stages.Length; i++)
            {
                if (circuit.Words[i] is not LutWord lut)
                {
                    Assert.Equal(-1, pairs.PartnerOf(i));
                    continue;
                }
                if (lut.Inputs.Length <= 5)
                    possible++;
                if (pairs.PartnerOf(i) is not (>= 0 and var other))
                    continue;
                found++;
                Assert.Equal(i, pairs.PartnerOf(other));
                Assert.NotEqual(i, other);
                Assert.Equal(stages[i], stages[other]);
                Assert.False(Reads(circuit, i, other) || Reads(circuit, other, i), $"of {i} and {other} one is made from the other");
                Assert.InRange(lut.Inputs.Union(((LutWord)circuit.Words[other]).Inputs).Count(), 1, 5);
            }
            Assert.True(found > possible / 4, $"{found} of {possible} tables share a cell");
        }
    }

    private static bool Reads(Circuit circuit, int word, int other) =>
        word == other
        || Enumerable
            .Range(0, circuit.Words[word].OperandCount)
            .Any(k => circuit.Words[word].Operand(k) >= other && Reads(circuit, circuit.Words[word].Operand(k), other));

    private static Circuit Build(CircuitBuilder builder, int[] inputs, int word) =>
        builder.Build(
            "bits",
            [new CircuitInput("x", new Shape(inputs.Length), [.. inputs])],
            [new CircuitOutput("y", new Shape(1), [word], PerElement<FixedFormat>.Uniform(new FixedFormat(false, 1, 1), 1))]
        );

    private static ulong Variable(int input, int inputs) => TruthTable.RowsOf(input) & TruthTable.All(inputs);

    private static string Text(ulong table) => table.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Computes the table instead of writing the expression.</summary>
    private sealed class Evaluator(int inputs) : IBooleanWriter
    {
        public int Operations { get; private set; }

        public string Constant(bool value) => Text(value ? TruthTable.All(inputs) : 0);

        public string Not(string operand) => Text(~Value(operand) & TruthTable.All(inputs));

        public string And(string left, string right) => Text(Counted(Value(left) & Value(right)));

        public string Or(string left, string right) => Text(Counted(Value(left) | Value(right)));

        public string Xor(string left, string right) => Text(Counted(Value(left) ^ Value(right)));

        private static ulong Value(string operand) =>
            ulong.Parse(operand.Trim('(', ')'), System.Globalization.CultureInfo.InvariantCulture);

        private ulong Counted(ulong table)
        {
            Operations++;
            return table;
        }
    }
}
