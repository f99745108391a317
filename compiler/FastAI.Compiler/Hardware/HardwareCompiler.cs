using System.Diagnostics;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Hardware;

/// <summary>From a compiled model to a pipelined circuit: lowering, optimisation, scheduling, estimate.</summary>
public static class HardwareCompiler
{
    /// <summary>Compiles a model for parallel hardware: a whole event enters with each clock.</summary>
    /// <param name="graph">A model that has passed <see cref="FixedGraphVerifier"/>.</param>
    /// <param name="options">Clock, device and effort.</param>
    /// <param name="progress">Gets a line for each step that takes time.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="FastAIException">The model cannot be built or does not meet the clock; the message names the layer.</exception>
    public static HardwareDesign Compile(FixedGraph graph, HardwareOptions options, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (graph.Stream is not null) throw FastAIException.Unsupported($"model '{graph.Name}': circuits that keep state are not built by this version; compile with --mode parallel");
        DelayModel model = DelayModel.Of(options.Device);
        if (options.ClockMHz is { } clock && (!double.IsFinite(clock) || model.Budget(clock) <= 0 || clock <= 0))
            throw new FastAIException(ExitCode.Usage, $"a clock of {clock} MHz leaves no time for logic on {model.Name}");
        var search = new CmvmOptions { Effort = options.Effort, Seed = options.Seed, DepthSlack = options.DepthSlack };
        Circuit circuit = CircuitLowering.Lower(graph, search, options.MaxWords, options.ClockMHz is { } known && model.AddsThree(known), progress, cancellation);
        progress?.Report($"lowered to {circuit.Words.Length} words");
        circuit = CircuitOptimizer.Run(circuit);
        progress?.Report($"optimised to {circuit.Words.Length} words");
        cancellation.ThrowIfCancellationRequested();
        PipelinedCircuit pipeline = Schedule(circuit, model, options);
        Verify(pipeline, model);
        ResourceEstimate resources = ResourceEstimator.Estimate(pipeline);
        progress?.Report($"{pipeline.Latency} cycles at {pipeline.ClockMHz} MHz, about {resources.Total.Lut} LUT and {resources.Total.Ff} FF");
        return new(pipeline, resources);
    }

    private static PipelinedCircuit Schedule(Circuit circuit, DelayModel model, HardwareOptions options) => (options.ClockMHz, options.LatencyBudget) switch
    {
        ({ } clock, null) => Scheduler.Schedule(circuit, model, clock),
        ({ } clock, { } budget) => LatencySearch.Schedule(circuit, model, budget, clock),
        (null, { } budget) => LatencySearch.Schedule(circuit, model, budget),
        (null, null) => throw new ArgumentException("neither a clock nor a latency budget is given", nameof(options)),
    };

    [Conditional("DEBUG")]
    private static void Verify(PipelinedCircuit pipeline, DelayModel model) => PipelineVerifier.Verify(pipeline, model);
}
