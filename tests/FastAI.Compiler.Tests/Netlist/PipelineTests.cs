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
            Run(graph, pipeline, seed);
        }
        Assert.True(deep >= seeds / 6, $"only {deep} of {seeds} pipelines have more than two stages");
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

    private static void Run(FixedGraph graph, PipelinedCircuit pipeline, int seed)
    {
        const int Events = 12;
        long[] inputs = RandomInputs.For(graph, seed, Events);
        long[] expected = Oracle.Run(graph, inputs);
        int width = graph.InputCount;
        var random = new Random(seed);
        var entered = new Queue<(int Edge, int Event)>();
        var interpreter = new PipelineInterpreter(pipeline);
        int next = 0,
            left = 0;
        for (int edge = 0; left < Events; edge++)
        {
            bool valid = next < Events && random.Next(3) != 0;
            // data beside a low valid belongs to no event
            int shown = valid ? next : random.Next(Events);
            if (valid)
                entered.Enqueue((edge, next++));
            long[]? found = interpreter.Clock(valid, inputs.AsSpan(shown * width, width));
            bool due = entered.TryPeek(out var head) && head.Edge + pipeline.Latency == edge;
            Assert.True(due == (found is not null), $"seed {seed}, edge {edge}: valid is {found is not null}");
            if (found is null)
                continue;
            entered.Dequeue();
            Assert.True(
                found.SequenceEqual(expected.Skip(head.Event * found.Length).Take(found.Length)),
                $"seed {seed}, event {head.Event} of a pipeline of {pipeline.Latency} stages"
            );
            left++;
        }
    }
}
