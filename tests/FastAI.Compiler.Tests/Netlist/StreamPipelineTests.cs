using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Random models on a stream: the circuit sample by sample and the pipeline clock by clock, against the model on every
/// window.</summary>
public sealed class StreamPipelineTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 100)]
    [InlineData(5, 200)]
    [InlineData(10, 300)]
    public void Circuits_give_the_model_on_every_window(int interleave, int firstSeed)
    {
        int states = 0;
        for (int seed = firstSeed; seed < firstSeed + 60; seed++)
        {
            FixedGraph graph = RandomStreams.Create(seed);
            Circuit lowered = Lower(graph, interleave),
                optimised = CircuitOptimizer.Run(lowered);
            CircuitVerifier.Verify(lowered);
            CircuitVerifier.Verify(optimised);
            Assert.True(optimised.States.Length <= lowered.States.Length, $"seed {seed}: more states");
            states += optimised.States.Length;
            var ticks = StreamTicks.Create(graph, interleave, 40 * interleave, seed);
            foreach (Circuit circuit in new[] { lowered, optimised })
            {
                var interpreter = new CircuitInterpreter(circuit);
                for (int i = 0; i < ticks.Count; i++)
                {
                    var tick = ticks[i];
                    for (int c = 0; c < interleave && tick.Reset; c++)
                        interpreter.Restart(c);
                    if (tick.Restart)
                        interpreter.Restart(tick.Channel);
                    AssertSame(seed, i, tick.Result, interpreter.Tick(tick.Channel, tick.Sample));
                }
            }
        }
        Assert.True(states > 200, $"only {states} states");
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1100)]
    [InlineData(5, 1200)]
    [InlineData(10, 1300)]
    public void Pipelines_give_the_model_on_every_window_after_the_stated_latency(int interleave, int firstSeed)
    {
        int deep = 0,
            early = 0,
            results = 0;
        for (int seed = firstSeed; seed < firstSeed + 60; seed++)
        {
            FixedGraph graph = RandomStreams.Create(seed);
            Circuit circuit = CircuitOptimizer.Run(Lower(graph, interleave));
            DelayModel model = DelayModel.Of(DelayModel.Names.ElementAt(seed % DelayModel.Names.Count()));
            if (Fastest(circuit, model, seed % 3 == 0 ? 100 : 2000) is not { } pipeline)
                continue;
            PipelineVerifier.Verify(pipeline, model);
            deep += pipeline.Latency > 2 ? 1 : 0;
            early += circuit.States.Any(s => pipeline.Stages[s.Word] < pipeline.Stages[s.Next]) ? 1 : 0;
            results += Run(StreamTicks.Create(graph, interleave, 30 * interleave, seed), pipeline, seed);
        }
        Assert.True(results > 500 * interleave, $"only {results} results");
        Assert.True(deep >= 10, $"only {deep} pipelines have more than two stages");
        if (interleave > 1)
            Assert.True(early >= 5, $"only {early} pipelines read a state before what it takes");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_latency_budget_is_met_at_a_clock_at_which_every_loop_closes(int interleave)
    {
        int loops = 0;
        for (int seed = 3000; seed < 3030; seed++)
        {
            FixedGraph graph = RandomStreams.Create(seed);
            Circuit circuit = CircuitOptimizer.Run(Lower(graph, interleave));
            DelayModel model = DelayModel.Of("xcup");
            LatencyBudget budget = LatencyBudget.OfNanoseconds(200);
            PipelinedCircuit pipeline = LatencySearch.Schedule(circuit, model, budget);
            PipelineVerifier.Verify(pipeline, model);
            Assert.True(
                budget.Allows(pipeline.Latency, pipeline.ClockMHz),
                $"seed {seed}: {pipeline.Latency} cycles at {pipeline.ClockMHz} MHz"
            );
            Assert.All(pipeline.Loops, l => Assert.True(l.Slack >= 0 && l.Cycles + l.Slack == interleave, $"seed {seed}: {l}"));
            loops += pipeline.Loops.Length;
            Run(StreamTicks.Create(graph, interleave, 20 * interleave, seed), pipeline, seed);
        }
        Assert.True(loops > 0, "no loop");
    }

    [Fact]
    public void Larger_designs_move_registers_around_their_states()
    {
        for (int seed = 2000; seed < 2060; seed++)
        {
            FixedGraph graph = RandomStreams.Create(seed);
            int interleave = seed % 4 + 1;
            Circuit circuit = CircuitOptimizer.Run(Lower(graph, interleave));
            DelayModel model = DelayModel.Of("generic");
            double clock = Slowest(circuit, model, 2000);
            double[] delays = model.Of(circuit);
            EarliestStages early = EarliestStages.Of(circuit, delays, model.Budget(clock), interleave);
            if (early.OpenLoop is not null)
                continue;
            int[] stages = [.. early.Stages];
            RegisterCuts.Improve(circuit, delays, model.Budget(clock), early.Latency, stages);
            var improved = new PipelinedCircuit(circuit, [.. stages], early.Latency, clock);
            PipelineVerifier.Verify(improved, model);
            var best = Scheduler.Schedule(circuit, model, clock);
            Assert.True(
                Bits(best) <= Bits(improved)
                    && Bits(improved) <= Bits(new PipelinedCircuit(circuit, [.. early.Stages], early.Latency, clock)),
                $"seed {seed}: more registers"
            );
            Run(StreamTicks.Create(graph, interleave, 20 * interleave, seed), improved, seed);
        }
    }

    private static long Bits(PipelinedCircuit pipeline) =>
        Enumerable.Range(0, pipeline.Stages.Length).Sum(i => (long)pipeline.Circuit.Words[i].Width * pipeline.RegistersOf(i));

    private static Circuit Lower(FixedGraph graph, int interleave) =>
        CircuitLowering.Lower(StreamTransform.Of(graph), interleave, new CmvmOptions { Effort = 0 });

    private static double Slowest(Circuit circuit, DelayModel model, double clock) =>
        Math.Min(clock, 999 / (model.Of(circuit).DefaultIfEmpty(0).Max() + model.Register));

    /// <summary>The design at the clock, lowered to what the slowest word and the loops meet; null when no clock of 10 MHz does.</summary>
    private static PipelinedCircuit? Fastest(Circuit circuit, DelayModel model, double clock)
    {
        for (double mhz = Slowest(circuit, model, clock); mhz > 10; mhz *= 0.8)
        {
            try
            {
                return Scheduler.Schedule(circuit, model, mhz);
            }
            catch (FastAIException e) when (e.Message.Contains("does not close", StringComparison.Ordinal))
            {
                // a slower clock
            }
        }
        return null;
    }

    private static int Run(IReadOnlyList<StreamTicks.Tick> ticks, PipelinedCircuit pipeline, int seed)
    {
        var random = new Random(seed);
        var interpreter = new PipelineInterpreter(pipeline);
        var due = new Dictionary<int, int>();
        var lastEdge = new int[pipeline.Interleave];
        Array.Fill(lastEdge, -pipeline.Interleave);
        long[] other = ticks[0].Sample;
        int edge = 0,
            next = 0,
            checkedResults = 0;
        for (int idle = 0; idle <= pipeline.Latency; edge++)
        {
            bool waits = next == ticks.Count || random.Next(4) == 0 || edge - lastEdge[ticks[next].Channel] < pipeline.Interleave;
            if (next == ticks.Count)
                idle++;
            if (!waits && ticks[next].Reset)
            {
                interpreter.Reset();
                due.Clear();
                edge++;
            }
            long[]? found = waits
                ? interpreter.Clock(false, other, random.Next(pipeline.Interleave), random.Next(2) == 0)
                : interpreter.Clock(true, ticks[next].Sample, ticks[next].Channel, ticks[next].Restart);
            if (!waits)
            {
                lastEdge[ticks[next].Channel] = edge;
                if (ticks[next].Result is not null)
                    due.Add(edge + pipeline.Latency, next);
                next++;
            }
            if (!due.TryGetValue(edge, out int at))
            {
                Assert.True(found is null, $"seed {seed}: a result at edge {edge} that belongs to no sample");
                continue;
            }
            Assert.Equal(ticks[at].Channel, interpreter.OutputChannel);
            AssertSame(seed, at, ticks[at].Result, found);
            checkedResults++;
        }
        return checkedResults;
    }

    private static void AssertSame(int seed, int tick, long[]? expected, long[]? found)
    {
        Assert.True((expected is null) == (found is null), $"seed {seed}, sample {tick}: valid is {found is not null}");
        if (expected is not null)
            Assert.True(
                expected.SequenceEqual(found!),
                $"seed {seed}, sample {tick}: {string.Join(' ', found!)} instead of {string.Join(' ', expected)}"
            );
    }
}
