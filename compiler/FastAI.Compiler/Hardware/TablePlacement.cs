using FastAI.Compiler.Estimation;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Hardware;

/// <summary>Which tables of a design are memory blocks.</summary>
internal static class TablePlacement
{
    /// <summary>Tables that are tried one by one when all of them together take cycles; the others stay in LUTs.</summary>
    private const int MaxTrials = 16;

    /// <param name="circuit">The circuit, with all tables in LUTs.</param>
    /// <param name="model">The device.</param>
    /// <param name="options">What the design is compiled for.</param>
    /// <param name="schedule">Gives words their stages.</param>
    public static PipelinedCircuit Best(
        Circuit circuit,
        DelayModel model,
        HardwareOptions options,
        Func<Circuit, PipelinedCircuit> schedule
    )
    {
        if (options.TableMemory == TableMemory.Block)
            return schedule(Place(circuit, model, _ => true));
        LookupTable[] worth = options.TableMemory == TableMemory.Lut ? [] : Worth(circuit, model);
        if (worth.Length == 0)
            return schedule(circuit);
        Func<LookupTable, bool> chosen = options.ClockMHz is { } clock ? Free(circuit, model, clock, worth).Contains : worth.Contains;
        PipelinedCircuit? blocks = Try(schedule, Place(circuit, model, chosen));
        if (blocks is null)
            return schedule(circuit);
        PipelinedCircuit? luts = Try(schedule, circuit);
        return luts is null || (blocks.Latency <= luts.Latency && blocks.ClockMHz >= luts.ClockMHz && Cost(blocks) < Cost(luts))
            ? blocks
            : luts;
    }

    /// <summary>The stages of a circuit, or null for a loop that does not close or a latency that is too long.</summary>
    private static PipelinedCircuit? Try(Func<Circuit, PipelinedCircuit> schedule, Circuit circuit)
    {
        try
        {
            return schedule(circuit);
        }
        catch (FastAIException e) when (e.Code is ExitCode.Unsupported or ExitCode.BudgetMissed)
        {
            return null;
        }
    }

    /// <summary>Half LUTs, of which a register counts as one: what stands in later stages behind a block can take more of both.</summary>
    private static long Cost(PipelinedCircuit pipeline)
    {
        Resources total = ResourceEstimator.Estimate(pipeline).Total;
        return (2 * (total.Lut + (PlaceTables.BlockInLuts * total.Bram))) + total.Ff;
    }

    /// <summary>The tables that save LUTs in blocks, those that save the most first.</summary>
    private static LookupTable[] Worth(Circuit circuit, DelayModel model) =>
        [
            .. circuit
                .Words.OfType<TableWord>()
                .GroupBy(w => w.Table)
                .Select(g => (g.Key, Saving: g.Sum(w => (long)PlaceTables.Saving(model, w))))
                .Where(t => t.Saving > 0)
                .OrderByDescending(t => t.Saving)
                .Select(t => t.Key),
        ];

    /// <summary>Those of the tables that take no cycle more in blocks than in LUTs.</summary>
    private static HashSet<LookupTable> Free(Circuit circuit, DelayModel model, double clock, LookupTable[] worth)
    {
        int Latency(Circuit c)
        {
            double[] delays = model.Of(c);
            return delays.Any(d => d > model.Budget(clock))
                ? int.MaxValue
                : EarliestStages.Of(c, delays, model.Budget(clock), c.Interleave).Latency;
        }
        int least = Latency(circuit);
        var all = new HashSet<LookupTable>(worth);
        if (Latency(Place(circuit, model, all.Contains)) <= least)
            return all;
        var free = new HashSet<LookupTable>();
        foreach (LookupTable table in worth.Take(MaxTrials))
            if (Latency(Place(circuit, model, t => t == table || free.Contains(t))) <= least)
                free.Add(table);
        return free;
    }

    private static Circuit Place(Circuit circuit, DelayModel model, Func<LookupTable, bool> inBlock)
    {
        new PlaceTables(model, inBlock).Run(ref circuit);
        return circuit;
    }
}
