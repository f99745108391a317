using FastAI.Compiler.Estimation;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Hardware;

/// <summary>Which tables of a design are memory blocks.</summary>
/// <param name="model">The device.</param>
/// <param name="options">What the design is compiled for.</param>
/// <param name="schedule">Gives words their stages.</param>
internal sealed class TablePlacement(DelayModel model, HardwareOptions options, Func<Circuit, PipelinedCircuit> schedule)
{
    /// <summary>Tables that are tried one by one when all of them together take cycles; the others stay in LUTs.</summary>
    private const int MaxTrials = 16;

    /// <summary>The design with its tables in LUTs and blocks.</summary>
    /// <param name="circuit">The circuit, with all tables in LUTs.</param>
    /// <exception cref="FastAIException">The clock, or the latency, is missed; the message names a table that is the reason.</exception>
    public PipelinedCircuit Best(Circuit circuit)
    {
        Circuit asked = Place(circuit, IsBlock);
        LookupTable[] worth = Worth(asked);
        if (worth.Length == 0)
            return Required(circuit, asked);
        Func<LookupTable, bool> chosen = options.ClockMHz is { } clock ? Free(asked, clock, worth).Contains : worth.Contains;
        PipelinedCircuit? blocks = Attempt.Of(() => schedule(Place(asked, w => IsFree(w) && chosen(w.Table))), out _);
        if (blocks is null)
            return Required(circuit, asked);
        PipelinedCircuit? luts = Attempt.Of(() => schedule(asked), out _);
        return luts is null || (blocks.Latency <= luts.Latency && blocks.ClockMHz >= luts.ClockMHz && Cost(blocks) < Cost(luts))
            ? blocks
            : luts;
    }

    private bool IsBlock(TableWord word) => (word.Memory ?? options.TableMemory) == TableMemory.Block;

    /// <summary>Whether it is for the design to choose.</summary>
    private bool IsFree(TableWord word) => !word.InBlock && (word.Memory ?? options.TableMemory) == TableMemory.Auto;

    /// <summary>The design with those tables in blocks that have to be; a failure names the one that the model asks for and that is its
    /// reason.</summary>
    private PipelinedCircuit Required(Circuit circuit, Circuit asked)
    {
        if (Attempt.Of(() => schedule(asked), out FastAIException? missed) is { } found)
            return found;
        bool IsAsked(TableWord word) => word.Memory == TableMemory.Block;
        string[] nodes = [.. circuit.Words.OfType<TableWord>().Where(IsAsked).Select(w => circuit.Layers[w.Layer]).Distinct()];
        if (nodes.Length == 0 || Attempt.Of(() => schedule(Place(circuit, w => IsBlock(w) && !IsAsked(w))), out _) is null)
            throw missed!;
        // one that would miss alone, else all of them together
        string? reason = nodes.FirstOrDefault(node =>
            Attempt.Of(() => schedule(Place(circuit, w => IsAsked(w) && circuit.Layers[w.Layer] == node)), out _) is null
        );
        throw new FastAIException(
            missed!.Code,
            $"node {string.Join(", ", (reason is null ? nodes : [reason]).Select(n => $"'{n}'"))}: 'memory: block' cannot be met, as a memory block ends in a register: {missed.Message}; without it the design meets them: state 'memory: lut' or 'auto'"
        );
    }

    /// <summary>Half LUTs, of which a register counts as one: what stands in later stages behind a block can take more of both.</summary>
    private static long Cost(PipelinedCircuit pipeline)
    {
        Resources total = ResourceEstimator.Estimate(pipeline).Total;
        return (2 * (total.Lut + (PlaceTables.BlockInLuts * total.Bram))) + total.Ff;
    }

    /// <summary>The tables that save LUTs in blocks, those that save the most first.</summary>
    private LookupTable[] Worth(Circuit circuit) =>
        [
            .. circuit
                .Words.OfType<TableWord>()
                .Where(IsFree)
                .GroupBy(w => w.Table)
                .Select(g => (g.Key, Saving: g.Sum(w => (long)PlaceTables.Saving(model, w))))
                .Where(t => t.Saving > 0)
                .OrderByDescending(t => t.Saving)
                .Select(t => t.Key),
        ];

    /// <summary>Those of the tables that take no cycle more in blocks than in LUTs.</summary>
    private HashSet<LookupTable> Free(Circuit circuit, double clock, LookupTable[] worth)
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
        if (Latency(Place(circuit, w => IsFree(w) && all.Contains(w.Table))) <= least)
            return all;
        var free = new HashSet<LookupTable>();
        foreach (LookupTable table in worth.Take(MaxTrials))
            if (Latency(Place(circuit, w => IsFree(w) && (w.Table == table || free.Contains(w.Table)))) <= least)
                free.Add(table);
        return free;
    }

    private Circuit Place(Circuit circuit, Func<TableWord, bool> inBlock)
    {
        new PlaceTables(model, inBlock).Run(ref circuit);
        return circuit;
    }
}
