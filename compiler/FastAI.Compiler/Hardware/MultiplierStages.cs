using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;

namespace FastAI.Compiler.Hardware;

/// <summary>How many stages a multiplier block takes: as the clock asks, or what allows the highest
/// clock within a latency budget.</summary>
internal static class MultiplierStages
{
    /// <summary>The circuit with products made of what the device has.</summary>
    public static Circuit Map(Circuit circuit, DelayModel model, HardwareOptions options, int phases)
    {
        new MapMultipliers(model, options.Multipliers, phases).Run(ref circuit);
        return circuit;
    }

    /// <param name="circuit">The circuit, with whole products.</param>
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
        if (options.ClockMHz is { } clock)
            return schedule(Map(circuit, model, options, model.MultiplierPhases(clock)));
        PipelinedCircuit? best = null;
        FastAIException? missed = null;
        int most = circuit.Words.Any(w => w is MultiplyWord) ? MultiplyWord.MaxPhases : 1;
        for (int phases = 1; phases <= most; phases++)
        {
            try
            {
                PipelinedCircuit found = schedule(Map(circuit, model, options, phases));
                if (best is null || found.ClockMHz > best.ClockMHz)
                    best = found;
            }
            catch (FastAIException e) when (e.Code == ExitCode.BudgetMissed)
            {
                missed ??= e;
            }
        }
        return best ?? throw missed!;
    }
}
