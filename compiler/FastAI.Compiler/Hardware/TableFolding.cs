using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;

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
        try
        {
            PipelinedCircuit folded = schedule(halves);
            return folded.Latency <= whole.Latency && folded.ClockMHz >= whole.ClockMHz ? folded : whole;
        }
        catch (FastAIException e) when (e.Code is ExitCode.Unsupported or ExitCode.BudgetMissed)
        {
            return whole; // a loop that does not close with it, or a latency that is too long
        }
    }
}
