using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Model.FixedGraph;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class FoldTablesTests
{
    /// <summary>Every input of every table; the tables that differ from their mirror in one entry stay whole.</summary>
    [Fact]
    public void Folded_tables_give_every_entry()
    {
        var folded = new int[SymmetricTables.Kinds];
        for (int seed = 0; seed < 40; seed++)
        {
            Circuit whole = CircuitLowering.Lower(SymmetricTables.Create(seed), new CmvmOptions { Effort = 0 }),
                circuit = whole;
            LookupTable table = whole.Words.OfType<TableWord>().Single().Table;
            if (new FoldTables().Run(ref circuit))
            {
                folded[seed % SymmetricTables.Kinds]++;
                CircuitVerifier.Verify(circuit);
                LookupTable half = circuit.Words.OfType<TableWord>().Single().Table;
                Assert.True(half.Entries.Length <= (table.Entries.Length / 2) + 1);
                Assert.True(TableCost.Luts(half) < TableCost.Luts(table));
            }
            var interpreter = new CircuitInterpreter(CircuitOptimizer.Run(circuit));
            for (int i = 0; i < table.Entries.Length; i++)
                Assert.True(interpreter.Run([table.First + i])[0] == table.Entries[i], $"seed {seed}: entry {table.First + i}");
        }
        Assert.True(folded[0] > 2 && folded[1] > 2 && folded[2] > 2, $"folded: {string.Join(", ", folded)}");
        Assert.Equal(0, folded[3] + folded[4]);
    }
}
