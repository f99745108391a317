using System.Diagnostics;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Lowering.Sharing;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;

namespace FastAI.Compiler.Hardware;

/// <summary>From a compiled model to a pipelined circuit: lowering, optimisation, scheduling, estimate.</summary>
public static class HardwareCompiler
{
    /// <summary>Largest number of channels that share an instance.</summary>
    public const int MaxInterleave = 4096;

    /// <summary>
    /// What a bit that is kept for a level of adders is worth in bits of an adder. Measured on a network 16-64-32-32-5 at 220 MHz with
    /// five seeds: 2.8 % fewer registers with as many tables as without; twice as much gains less.
    /// </summary>
    private const double RegisterPrice = 0.05;

    /// <summary>Compiles a model: a whole event enters with each clock, or a sample of a channel where the
    /// model says how it runs on a stream.</summary>
    /// <param name="graph">A model that has passed <see cref="FixedGraphVerifier"/>.</param>
    /// <param name="options">Clock, device and effort.</param>
    /// <param name="progress">Gets a line for each step that takes time.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="FastAIException">The model cannot be built or does not meet the clock; the message names the layer.</exception>
    public static HardwareDesign Compile(
        FixedGraph graph,
        HardwareOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (graph.Stream is not null)
        {
            StreamGraph stream = StreamTransform.Of(graph);
            options.TableMemories.Check(graph, stream.Step);
            return Compile(stream, options, progress, cancellation);
        }
        if (options.Interleave != 1)
            throw new FastAIException(
                ExitCode.Usage,
                "a parallel design keeps nothing from event to event, so that events of all channels may enter it in any order: an interleave is for stream designs"
            );
        CheckReuse(options.Reuse, stream: false);
        CheckClock(options);
        DelayModel device = DelayModel.Of(options.Device);
        ReuseOptions? reuse = options.Reuse == 1 ? null : new(options.Reuse, device, options.Multipliers);
        HardwareDesign best = OperandChoice.Best(options, three =>
            Place(
                Optimize(
                    CircuitLowering.Lower(
                        graph,
                        Search(options),
                        options.MaxWords,
                        three,
                        DualTables(options),
                        options.TableMemories,
                        progress,
                        cancellation,
                        reuse
                    ),
                    progress,
                    cancellation
                ),
                options,
                progress
            )
        );
        return SlowerClocks.Beside(best, options);
    }

    /// <summary>Compiles a model on a stream: one sample of a channel enters with each clock, and the
    /// states of every channel are kept.</summary>
    /// <param name="stream">What is computed with each sample; it has passed <see cref="StreamGraph.Verify"/>.</param>
    /// <exception cref="FastAIException">As for a parallel design, or a loop of states takes more cycles than
    /// samples of a channel are apart.</exception>
    /// <inheritdoc cref="Compile(FixedGraph, HardwareOptions, IProgress{string}, CancellationToken)"/>
    public static HardwareDesign Compile(
        StreamGraph stream,
        HardwareOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        CheckReuse(options.Reuse, stream: true);
        if (options.Interleave is < 1 or > MaxInterleave)
            throw new FastAIException(
                ExitCode.Usage,
                $"an interleave of {options.Interleave}: 1 to {MaxInterleave} channels may share an instance"
            );
        CheckClock(options);
        return OperandChoice.Best(options, three =>
        {
            Circuit circuit = Circuit(three);
            DelayModel model = DelayModel.Of(options.Device);
            if (
                three
                && options.ClockMHz is { } clock
                && !Scheduler.Closes(MultiplierStages.Map(circuit, model, options, model.MultiplierPhases(clock)), model, clock)
            )
            {
                progress?.Report("adders of three operands are too slow for the loops; taking those of two");
                circuit = Circuit(false);
            }
            return Place(circuit, options, progress);
        });

        Circuit Circuit(bool three) =>
            Optimize(
                CircuitLowering.Lower(
                    stream,
                    options.Interleave,
                    Search(options),
                    options.MaxWords,
                    three,
                    DualTables(options),
                    options.TableMemories,
                    progress,
                    cancellation
                ),
                progress,
                cancellation
            );
    }

    /// <summary>Refuses a number of cycles that share a multiplier.</summary>
    /// <param name="cycles">The number.</param>
    /// <param name="stream">Whether the design takes samples of channels.</param>
    /// <exception cref="FastAIException">It is out of bounds, or a stream design shares nothing.</exception>
    public static void CheckReuse(int cycles, bool stream)
    {
        if (cycles is < 1 or > ReuseOptions.Most)
            throw new FastAIException(ExitCode.Usage, $"a reuse of {cycles}: 1 to {ReuseOptions.Most} cycles may share a multiplier");
        if (stream && cycles != 1)
            throw new FastAIException(
                ExitCode.Usage,
                $"a reuse of {cycles}: a stream design takes a sample each cycle and is shared by channels instead of cycles: use --interleave, or --mode parallel with --reuse"
            );
    }

    private static bool DualTables(HardwareOptions options) => DelayModel.Of(options.Device).HasDualTables;

    private static Circuit Optimize(Circuit circuit, IProgress<string>? progress, CancellationToken cancellation)
    {
        progress?.Report($"lowered to {circuit.Words.Length} words");
        circuit = CircuitOptimizer.Run(circuit);
        progress?.Report($"optimised to {circuit.Words.Length} words");
        cancellation.ThrowIfCancellationRequested();
        return circuit;
    }

    private static HardwareDesign Place(Circuit circuit, HardwareOptions options, IProgress<string>? progress)
    {
        DelayModel model = DelayModel.Of(options.Device);
        PipelinedCircuit pipeline = TableFolding.Best(circuit, options.Tables, tables =>
            MultiplierStages.Best(tables, model, options, new TablePlacement(model, options, c => Schedule(c, model, options)).Best)
        );
        Verify(pipeline, model);
        ResourceEstimate resources = ResourceEstimator.Estimate(pipeline);
        progress?.Report(
            $"{pipeline.Latency} cycles at {pipeline.ClockMHz} MHz, about {resources.Total.Lut} LUT and {resources.Total.Ff} FF"
        );
        return new(pipeline, resources);
    }

    private static CmvmOptions Search(HardwareOptions options) =>
        new()
        {
            Effort = options.Effort,
            Seed = options.Seed,
            DepthSlack = options.DepthSlack,
            RegisterPrice = RegisterPrice,
        };

    private static void CheckClock(HardwareOptions options)
    {
        DelayModel model = DelayModel.Of(options.Device);
        if (options.ClockMHz is { } clock && (!double.IsFinite(clock) || model.Budget(clock) <= 0 || clock <= 0))
            throw new FastAIException(ExitCode.Usage, $"a clock of {clock} MHz leaves no time for logic on {model.Name}");
    }

    private static PipelinedCircuit Schedule(Circuit circuit, DelayModel model, HardwareOptions options) =>
        (options.ClockMHz, options.LatencyBudget) switch
        {
            ({ } clock, null) => Scheduler.Schedule(circuit, model, clock),
            ({ } clock, { } budget) => LatencySearch.Schedule(circuit, model, budget, clock),
            (null, { } budget) => LatencySearch.Schedule(circuit, model, budget),
            (null, null) => throw new ArgumentException("neither a clock nor a latency budget is given", nameof(options)),
        };

    [Conditional("DEBUG")]
    private static void Verify(PipelinedCircuit pipeline, DelayModel model) => PipelineVerifier.Verify(pipeline, model);
}
