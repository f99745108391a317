using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Meets a latency budget. A parallel design takes an event with every clock, so that the best design within a budget is the one with the
/// highest clock; <see cref="Scheduler"/> then finds the fewest stages and register bits at this clock.
/// </summary>
/// <remarks>
/// With s stages the clock is highest where the earliest stages (<see cref="EarliestStages"/>) are still s. Every further stage adds
/// a register to the time from input to output and never takes logic from it, so that one stage has the shortest latency of all.
/// </remarks>
public static class LatencySearch
{
    /// <summary>Clocks are rounded down to tenths of a MHz.</summary>
    private const int StepsPerMHz = 10;

    /// <summary>The design with the highest clock whose latency stays within the budget.</summary>
    /// <exception cref="FastAIException">No clock meets the budget; the message names what binds and the least latency
    /// possible.</exception>
    public static PipelinedCircuit Schedule(Circuit circuit, DelayModel model, LatencyBudget budget)
    {
        double[] delays = model.Of(circuit);
        double highest = RoundDown(1000 / (delays.DefaultIfEmpty().Max() + model.Register));
        // a clock at which a loop of states does not close is too high, however many stages there are
        if (Stages(circuit, delays, model, highest) == int.MaxValue)
            highest = Highest(circuit, delays, model, int.MaxValue - 1, highest);
        for (
            int stages = highest == 0 ? 0 : Math.Min(Stages(circuit, delays, model, highest), budget.Cycles ?? int.MaxValue);
            stages >= 1;
            stages--
        )
        {
            // the slowest clock that allows so many stages: when they do not suffice even for it, a search is of no use
            double slowest = stages * 1000.0 / (budget.Nanoseconds ?? double.PositiveInfinity);
            if (slowest > highest || slowest > 0 && Stages(circuit, delays, model, slowest) > stages)
                continue;
            double clock = Highest(circuit, delays, model, stages, highest);
            // fewer stages may do at the rounded clock, which only helps
            if (clock > 0 && budget.Allows(Stages(circuit, delays, model, clock), clock))
                return Scheduler.Schedule(circuit, model, clock);
        }
        LongestPath path = LongestPath.Of(circuit, model);
        throw new FastAIException(
            ExitCode.BudgetMissed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"no clock meets a latency of {budget} on {model.Name}: the longest path takes {path.Nanoseconds:0.00} ns, {path.LayerNanoseconds:0.00} ns of them in layer '{path.Layer}', and a register {model.Register:0.00} ns; allow at least {LeastNanoseconds(circuit, delays, model):0.00} ns, or use fewer bits or layers"
            )
        );
    }

    /// <summary>The design for a clock, if its latency stays within the budget.</summary>
    /// <exception cref="FastAIException">It does not; the message names what binds and what would do.</exception>
    public static PipelinedCircuit Schedule(Circuit circuit, DelayModel model, LatencyBudget budget, double clockMHz)
    {
        PipelinedCircuit pipeline = Scheduler.Schedule(circuit, model, clockMHz);
        if (budget.Allows(pipeline.Latency, clockMHz))
            return pipeline;
        LongestPath path = LongestPath.Of(circuit, model);
        throw new FastAIException(
            ExitCode.BudgetMissed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{pipeline.Latency} cycles at {clockMHz:0.###} MHz are {pipeline.Latency * 1000 / clockMHz:0.00} ns, over the latency budget of {budget}: the longest path takes {path.Nanoseconds:0.00} ns on {model.Name}, {path.LayerNanoseconds:0.00} ns of them in layer '{path.Layer}'; {Remedy(circuit, model, budget)}"
            )
        );
    }

    private static string Remedy(Circuit circuit, DelayModel model, LatencyBudget budget)
    {
        try
        {
            PipelinedCircuit best = Schedule(circuit, model, budget);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"a clock of {best.ClockMHz:0.###} MHz meets it with {best.Latency} {(best.Latency == 1 ? "cycle" : "cycles")}"
            );
        }
        catch (FastAIException e) when (e.Code == ExitCode.BudgetMissed)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"no clock meets it: {LeastNanoseconds(circuit, model.Of(circuit), model):0.00} ns are the least possible; use fewer bits or layers"
            );
        }
    }

    private static int Stages(Circuit circuit, double[] delays, DelayModel model, double clockMHz) =>
        EarliestStages.Of(circuit, delays, model.Budget(clockMHz), circuit.Interleave).Latency;

    /// <summary>The highest clock, in steps, at which a number of stages does; 0 when none of at least one step does. Stages never fall as
    /// the clock rises.</summary>
    private static double Highest(Circuit circuit, double[] delays, DelayModel model, int stages, double highest)
    {
        long low = 0,
            high = (long)Math.Round(highest * StepsPerMHz);
        while (low < high)
        {
            long middle = high - (high - low) / 2;
            if (Stages(circuit, delays, model, Clock(middle)) <= stages)
                low = middle;
            else
                high = middle - 1;
        }
        return Clock(low);
    }

    private static double LeastNanoseconds(Circuit circuit, double[] delays, DelayModel model)
    {
        // as few stages as words with registers of their own leave
        int stages = Stages(circuit, delays, model, Clock(1));
        double clock = Highest(circuit, delays, model, stages, RoundDown(1000 / (delays.DefaultIfEmpty().Max() + model.Register)));
        return clock > 0 ? Math.Ceiling(stages * 1000 / clock * 100) / 100 : double.PositiveInfinity;
    }

    /// <summary>A millionth of a step less, so that the slowest word fits its cycle in spite of rounding errors.</summary>
    private static double RoundDown(double clockMHz) => Clock((long)Math.Floor(clockMHz * StepsPerMHz - 1e-6));

    /// <summary>The double that is nearest to the decimal number.</summary>
    private static double Clock(long steps) => (double)steps / StepsPerMHz;
}
