using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class TablePlacementTests
{
    private const int Bits = 11;

    /// <summary>Every entry, by the interpreter and clock by clock; the result stands behind the block's register.</summary>
    [Theory]
    [InlineData(-(1 << (Bits - 1)), 1 << Bits)]
    [InlineData(-700, 1400)]
    [InlineData(0, 1 << Bits)]
    [InlineData(5, 900)]
    public void Tables_in_blocks_give_every_entry(int first, int count)
    {
        LookupTable table = Table(first, count, 12);
        HardwareDesign design = HardwareCompiler.Compile(Graph(table), Options(TableMemory.Block));
        TableWord word = design.Pipeline.Circuit.Words.OfType<TableWord>().Single();
        Assert.True(word.InBlock);
        PipelineVerifier.Verify(design.Pipeline, DelayModel.Of("xcup"));
        var interpreter = new CircuitInterpreter(design.Pipeline.Circuit);
        var clocked = new PipelineInterpreter(design.Pipeline);
        var results = new List<long>();
        for (int i = 0; i < count + design.Pipeline.Latency; i++)
        {
            long[] input = [first + Math.Min(i, count - 1)];
            if (i < count)
                Assert.Equal(Expected(table, first + i), interpreter.Run(input)[0]);
            if (clocked.Clock(i < count, input) is { } result)
                results.Add(result[0]);
        }
        Assert.Equal(Enumerable.Range(first, count).Select(x => Expected(table, x)), results);
        Assert.True(design.Resources.Total.Bram == DelayModel.Of("xcup").MemoryBlocks(count, word.Width));
    }

    /// <summary>At a slow clock a block would take a cycle more; between stages that are there anyway it takes none. A small table is
    /// cheaper in LUTs.</summary>
    [Fact]
    public void Blocks_are_taken_where_they_save_tables_and_no_cycles()
    {
        LookupTable large = Table(0, 1 << Bits, 12),
            small = Table(0, 64, 12);
        foreach (double clock in (double[])[50, 400])
        {
            HardwareDesign luts = HardwareCompiler.Compile(Graph(large), Options(TableMemory.Lut, clock)),
                chosen = HardwareCompiler.Compile(Graph(large), Options(TableMemory.Auto, clock));
            Assert.Equal(0, luts.Resources.Total.Bram);
            Assert.Equal(luts.Pipeline.Latency, chosen.Pipeline.Latency);
            Assert.Equal(clock > 100, chosen.Resources.Total.Bram > 0);
        }
        Assert.Equal(0, HardwareCompiler.Compile(Graph(small), Options(TableMemory.Auto, 400)).Resources.Total.Bram);
    }

    /// <summary>A table that is asked to be a block is one at any clock, and one that is asked to be LUTs is none, whatever the options say of
    /// the others.</summary>
    [Theory]
    [InlineData(TableMemory.Block, TableMemory.Lut, 50)]
    [InlineData(TableMemory.Block, TableMemory.Auto, 50)]
    [InlineData(TableMemory.Lut, TableMemory.Block, 400)]
    [InlineData(TableMemory.Lut, TableMemory.Auto, 400)]
    public void Single_tables_are_what_the_model_asks(TableMemory asked, TableMemory others, double clock)
    {
        HardwareOptions options = Options(others, clock) with { TableMemories = Asked(asked) };
        HardwareDesign design = HardwareCompiler.Compile(Graph(Table(0, 1 << Bits, 12)), options);
        Assert.Equal(asked == TableMemory.Block, design.Pipeline.Circuit.Words.OfType<TableWord>().Single().InBlock);
    }

    /// <summary>A block ends in a register, so that one stage does not hold it and what reads it.</summary>
    [Fact]
    public void A_block_that_takes_a_cycle_too_many_is_refused_by_name()
    {
        HardwareOptions options = Options(TableMemory.Auto, 50) with
        {
            TableMemories = Asked(TableMemory.Block),
            LatencyBudget = LatencyBudget.OfCycles(1),
        };
        var failure = Assert.Throws<FastAIException>(() => HardwareCompiler.Compile(Graph(Table(0, 1 << Bits, 12)), options));
        Assert.Equal(ExitCode.BudgetMissed, failure.Code);
        Assert.StartsWith("node 'table': 'memory: block' cannot be met", failure.Message, StringComparison.Ordinal);
        Assert.Contains("state 'memory: lut' or 'auto'", failure.Message, StringComparison.Ordinal);
    }

    private static TableMemories Asked(TableMemory memory) => TableMemories.Of([KeyValuePair.Create("table", memory)]);

    /// <summary>The shapes of AMD's blocks of 18 Kbit and of Intel's M20K.</summary>
    [Theory]
    [InlineData("xcup", 512, 36, 1)]
    [InlineData("xcup", 1024, 10, 1)]
    [InlineData("xcup", 1024, 18, 1)]
    [InlineData("xcup", 1000, 20, 2)]
    [InlineData("xcup", 2048, 12, 2)]
    [InlineData("xcup", 4096, 18, 4)]
    [InlineData("xcup", 8192, 12, 6)]
    [InlineData("agilex7", 1024, 20, 1)]
    [InlineData("agilex7", 4096, 10, 2)]
    public void Blocks_of_a_table(string device, int entries, int width, int blocks) =>
        Assert.Equal(blocks, DelayModel.Of(device).MemoryBlocks(entries, width));

    /// <summary>Of random entries each bit is a tree of its own: a LUT for six address bits, multiplexers beside it for two, and LUTs.</summary>
    [Theory]
    [InlineData(-1024, 2048, 12, 12 * (32 + 4 + 2 + 1))]
    [InlineData(0, 1024, 16, 16 * (16 + 2 + 1))]
    [InlineData(-128, 256, 10, 10 * 4)]
    public void Tables_of_random_entries_cost_their_trees(int first, int count, int width, int luts) =>
        Assert.Equal(luts, TableCost.Luts(Table(first, count, width)));

    private static HardwareOptions Options(TableMemory memory, double clock = 300) =>
        new()
        {
            Device = "xcup",
            ClockMHz = clock,
            Effort = 0,
            TableMemory = memory,
        };

    private static LookupTable Table(int first, int count, int width)
    {
        var random = new Random(first + count);
        var format = new FixedFormat(true, width, width);
        return new LookupTable(
            first,
            [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(format.MinMantissa, format.MaxMantissa + 1))],
            format
        );
    }

    private static long Expected(LookupTable table, int x) => Math.Max(0, table[x]);

    /// <summary>relu(table(x)); the input is limited to the table.</summary>
    private static FixedGraph Graph(LookupTable table)
    {
        var builder = new FixedGraphBuilder("placed");
        int Constant(string name, long value) => builder.Constant(name, new Shape(1), [value], PerElement<int>.Uniform(0, 1));
        int x = builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 14, 14), 1));
        x = builder.Binary("low", BinaryOperation.Maximum, x, Constant("first", table.First));
        x = builder.Binary("high", BinaryOperation.Minimum, x, Constant("last", table.First + table.Entries.Length - 1));
        int y = builder.Table("table", x, [table], PerElement<int>.Uniform(0, 1));
        builder.Output("y", builder.Unary("relu", UnaryOperation.Relu, y));
        return builder.Build();
    }
}
