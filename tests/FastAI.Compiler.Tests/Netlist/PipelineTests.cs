using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class PipelineTests
{
    /// <summary>Events enter with gaps; each result leaves exactly the stated number of edges after its event entered, and no other
    /// does.</summary>
    [Theory]
    [InlineData("narrow", 60)]
    [InlineData("small", 60)]
    public void Events_with_gaps_leave_after_the_stated_latency(string kind, int seeds)
    {
        int deep = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            FixedGraph graph = RandomGraphs.Create(seed, CircuitChecks.OptionsOf(kind));
            Circuit circuit = CircuitOptimizer.Run(CircuitLowering.Lower(graph, new CmvmOptions { Effort = 0 }));
            DelayModel model = DelayModel.Of(DelayModel.Names.ElementAt(seed % DelayModel.Names.Count()));
            PipelinedCircuit pipeline = WithinReach(circuit, model, seed % 3 == 0 ? 100 : 2000);
            PipelineVerifier.Verify(pipeline, model);
            deep += pipeline.Latency > 2 ? 1 : 0;
            PipelineRun.Agrees(graph, pipeline, seed);
        }
        Assert.True(deep >= seeds / 6, $"only {deep} of {seeds} pipelines have more than two stages");
    }

    /// <summary>
    /// Tables in memory blocks, with stages by <see cref="RegisterPlacement"/> and by <see cref="RegisterCuts"/>: every result in its cycle,
    /// no more register bits by the cuts than where each word stands as early as it can, none fewer than by the placement, and as many as
    /// the pipeline has registers.
    /// </summary>
    [Fact]
    public void Registers_move_around_block_tables()
    {
        int blocks = 0,
            moved = 0;
        DelayModel model = DelayModel.Of("xcup");
        for (int seed = 300; seed < 600; seed++)
        {
            FixedGraph graph = RandomGraphs.Create(seed, RandomGraphOptions.Small);
            Circuit circuit = CircuitOptimizer.Run(CircuitLowering.Lower(graph, new CmvmOptions { Effort = 0 }));
            if (!new PlaceTables(model, _ => true).Run(ref circuit))
                continue;
            blocks++;
            double[] delays = model.Of(circuit);
            double clock = Math.Min(500, 999 / (delays.Max() + model.Register)),
                budget = model.Budget(clock);
            EarliestStages early = EarliestStages.Of(circuit, delays, budget, 1);
            int[] cuts = [.. early.Stages],
                placed = RegisterPlacement.Solve(circuit, delays, budget, early.Latency, early.Stages, int.MaxValue)!;
            RegisterCuts.Improve(circuit, delays, budget, early.Latency, cuts);
            long before = RegisterCuts.Bits(circuit, early.Stages, early.Latency),
                cut = RegisterCuts.Bits(circuit, cuts, early.Latency);
            Assert.InRange(cut, RegisterCuts.Bits(circuit, placed, early.Latency), before);
            moved += cut < before ? 1 : 0;
            foreach (int[] stages in (int[][])[cuts, placed])
            {
                var pipeline = new PipelinedCircuit(circuit, [.. stages], early.Latency, clock);
                PipelineVerifier.Verify(pipeline, model);
                Assert.Equal(
                    Enumerable.Range(0, stages.Length).Sum(i => (long)circuit.Words[i].Width * pipeline.RegistersOf(i)),
                    RegisterCuts.Bits(circuit, stages, early.Latency)
                );
                PipelineRun.Agrees(graph, pipeline, seed);
            }
        }
        Assert.True(blocks > 20 && moved > 10, $"{blocks} circuits with blocks, {moved} with registers that moved");
    }

    [Fact]
    public void A_clock_that_no_stage_can_meet_is_refused_with_the_layer_and_the_clock_that_can_be_met()
    {
        var builder = new FixedGraphBuilder("product");
        int x = builder.Input("x", new Shape(2), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 12, 4), 2));
        builder.Output("y", builder.Binary("square", BinaryOperation.Multiply, x, builder.Gather("swapped", [x], new Shape(2), [1, 0])));
        Circuit circuit = CircuitOptimizer.Run(CircuitLowering.Lower(builder.Build()));
        var failure = Assert.Throws<FastAIException>(() => Scheduler.Schedule(circuit, DelayModel.Of("generic"), 2000));
        Assert.Equal(ExitCode.Unsupported, failure.Code);
        Assert.Contains("layer 'square'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MHz is possible", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The clock, lowered to what the slowest word meets.</summary>
    private static PipelinedCircuit WithinReach(Circuit circuit, DelayModel model, double clock)
    {
        double slowest = model.Of(circuit).DefaultIfEmpty(0).Max();
        return Scheduler.Schedule(circuit, model, Math.Min(clock, 999 / (slowest + model.Register)));
    }
}
