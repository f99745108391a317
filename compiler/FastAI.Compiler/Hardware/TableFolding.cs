using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Hardware;

/// <summary>Whether a design is built with folded tables.</summary>
internal static class TableFolding
{
    /// <param name="circuit">The circuit, with whole tables.</param>
    /// <param name="choice">What is asked for.</param>
    /// <param name="schedule">Gives words their stages.</param>
    public static PipelinedCircuit Best(Circuit circuit, TableChoice choice, Func<Circuit, PipelinedCircuit> schedule)
    {
        Circuit halves = circuit;
        if (choice == TableChoice.Whole || !new FoldTables().Run(ref halves))
            return schedule(circuit);
        if (choice == TableChoice.Folded)
            return schedule(halves);
        PipelinedCircuit whole = schedule(circuit);
        PipelinedCircuit? folded = Attempt.Of(() => schedule(halves), out _);
        return folded is not null && folded.Latency <= whole.Latency && folded.ClockMHz >= whole.ClockMHz ? folded : whole;
    }
}
