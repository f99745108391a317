using System.Globalization;
using FastAI.Compiler.Scheduling;
using Xunit;

namespace FastAI.Hardware.Tests.Proofs;

/// <summary>Folded tables, as emitted, are the whole table for every input and in every cycle.</summary>
public sealed class TableProofTests
{
    private const int Bits = 14;

    [SkippableTheory]
    [InlineData("even", 550)]
    [InlineData("odd", 550)]
    [InlineData("half", 300)]
    public void FoldedTableIsTheWholeTable(string kind, double clock)
    {
        (PipelinedCircuit pipeline, long[] entries) = FoldedTables.Create(kind, 9, 1, clock);
        string whole = Table(entries);
        Assert.True(FormalProof.Holds(pipeline, Bits, [whole]));
        Assert.False(FormalProof.Holds(pipeline, Bits, [$"({whole}) + (x0 == -5)"]));
    }

    /// <summary>The entry for each input, one comparison each.</summary>
    private static string Table(long[] entries) =>
        string.Concat(entries.Select((e, i) => string.Create(CultureInfo.InvariantCulture, $"x0 == {i - (entries.Length / 2)} ? {e} : ")))
        + "0";
}
