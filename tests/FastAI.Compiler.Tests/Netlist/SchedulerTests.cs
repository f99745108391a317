using System.Collections.Immutable;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class SchedulerTests
{
    private const double ClockMHz = 300;

    /// <summary>Small circuits against every possible assignment of stages: no fewer stages, and no fewer
    /// register bits, meet the clock.</summary>
    [Theory]
    [InlineData("sums", 60)]
    [InlineData("tables", 30)]
    [InlineData("phases", 40)]
    public void Stages_and_register_bits_are_the_least_possible(string kind, int seeds)
    {
        DelayModel model = DelayModel.Of("generic");
        int several = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            Circuit circuit = kind == "phases" ? PhasedCircuit(seed) : RandomCircuit(seed, kind == "tables");
            PipelinedCircuit found = Scheduler.Schedule(circuit, model, ClockMHz);
            PipelineVerifier.Verify(found, model);
            int latency = 1;
            long? best;
            while ((best = FewestBits(circuit, model, latency)) is null)
                latency++;
            Assert.Equal(latency, found.Latency);
            Assert.True(best == Bits(found), $"seed {seed}: {Bits(found)} register bits where {best} do");
            several += latency > 1 ? 1 : 0;
        }
        Assert.True(several > seeds / 3, $"only {several} circuits have several stages");
    }

    /// <summary>One rank of registers between two stages: the cut, and the placement, against every assignment.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cut_between_two_stages_has_the_fewest_bits(bool tables)
    {
        const int Stages = 2;
        DelayModel model = DelayModel.Of("generic");
        int cuts = 0,
            blocks = 0;
        for (int seed = 500; seed < 600; seed++)
        {
            Circuit circuit = RandomCircuit(seed, tables);
            double[] delays = model.Of(circuit);
            double budget = model.Budget(ClockMHz);
            EarliestStages early = EarliestStages.Of(circuit, delays, budget, 1);
            if (early.Latency > Stages)
                continue;
            cuts++;
            blocks += circuit.Words.Any(w => w.IsRegistered) ? 1 : 0;
            int[] cut = [.. early.Stages];
            RegisterCuts.Improve(circuit, delays, budget, Stages, cut);
            long? fewest = FewestBits(circuit, model, Stages);
            foreach (int[] stages in (int[][])[cut, RegisterPlacement.Solve(circuit, delays, budget, Stages, early.Stages, int.MaxValue)!])
            {
                var pipeline = new PipelinedCircuit(circuit, [.. stages], Stages, ClockMHz);
                PipelineVerifier.Verify(pipeline, model);
                Assert.True(fewest == Bits(pipeline), $"seed {seed}: {Bits(pipeline)} register bits where {fewest} do");
            }
        }
        Assert.True(cuts > 30 && (!tables || blocks > 15), $"only {cuts} circuits of two stages, {blocks} with blocks");
    }

    private static long Bits(PipelinedCircuit pipeline) =>
        Enumerable.Range(0, pipeline.Stages.Length).Sum(i => (long)pipeline.Circuit.Words[i].Width * pipeline.RegistersOf(i));

    private static long? FewestBits(Circuit circuit, DelayModel model, int latency)
    {
        int[] placed = [.. Enumerable.Range(0, circuit.Words.Length).Where(i => !circuit.Words[i].IsSource)];
        long? best = null;
        var stages = new int[circuit.Words.Length];
        int[] choices = [.. placed.Select(w => circuit.Words[w] is CollectWord ? latency + 1 : latency)];
        for (long code = 0, all = choices.Aggregate(1L, (product, n) => product * n); code < all; code++)
        {
            long rest = code;
            for (int k = 0; k < placed.Length; k++)
            {
                stages[placed[k]] = 1 + (int)(rest % choices[k]);
                rest /= choices[k];
            }
            if (!IsInOrder(circuit, stages))
                continue;
            var pipeline = new PipelinedCircuit(circuit, [.. stages], latency, ClockMHz);
            if (Holds(pipeline, model))
                best = Math.Min(best ?? long.MaxValue, Bits(pipeline));
        }
        return best;
    }

    /// <summary>Whether every word stands behind its operands: most assignments need no further look.</summary>
    private static bool IsInOrder(Circuit circuit, int[] stages)
    {
        for (int i = 0; i < stages.Length; i++)
        for (int k = 0; k < circuit.Words[i].OperandCount; k++)
        {
            int operand = circuit.Words[i].Operand(k);
            if (stages[operand] + circuit.Words[i].Behind(circuit.Words[operand]) > stages[i])
                return false;
        }
        return true;
    }

    private static bool Holds(PipelinedCircuit pipeline, DelayModel model)
    {
        try
        {
            PipelineVerifier.Verify(pipeline, model);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Six additions, shifts and perhaps tables in memory blocks of three inputs, all of them read.</summary>
    private static Circuit RandomCircuit(int seed, bool tables)
    {
        var random = new Random(seed);
        var builder = new CircuitBuilder();
        builder.BeginLayer("sums");
        var format = new FixedFormat(true, 6, 6);
        ImmutableArray<int> inputs = [.. Enumerable.Range(0, 3).Select(i => builder.Input(0, i, format))];
        List<int> words = [.. inputs];
        while (builder.Words.Count < 10)
        {
            int a = words[random.Next(words.Count)],
                b = words[random.Next(Math.Max(0, words.Count - 3), words.Count)];
            int made =
                tables && random.Next(4) == 0 ? Table(builder, random, words[random.Next(words.Count)])
                : random.Next(4) == 0 ? builder.ShiftRight(a, 2)
                : builder.Add(a, random.Next(3), b, 0, random.Next(2) == 0);
            if (!words.Contains(made))
                words.Add(made);
        }
        var read = new HashSet<int>(builder.Words.SelectMany(w => Enumerable.Range(0, w.OperandCount).Select(w.Operand)));
        ImmutableArray<int> outputs = [.. words.Where(w => !read.Contains(w) || random.Next(6) == 0)];
        var formats = PerElement<FixedFormat>.Create(outputs.Length, i => FixedFormat.ForInterval(builder.RangeOf(outputs[i]), 0));
        Circuit circuit = builder.Build(
            "sums",
            [new CircuitInput("x", new Shape(3), inputs)],
            [new CircuitOutput("y", new Shape(outputs.Length), outputs, formats)]
        );
        CircuitVerifier.Verify(circuit);
        return circuit;
    }

    /// <summary>Two phases of a sum of what is held and of tables of the phase, collected, and perhaps added again.</summary>
    private static Circuit PhasedCircuit(int seed)
    {
        var random = new Random(seed);
        var builder = new CircuitBuilder();
        builder.BeginLayer("phases");
        var format = new FixedFormat(true, 6, 6);
        ImmutableArray<int> inputs = [.. Enumerable.Range(0, 2).Select(i => builder.Input(0, i, format))];
        int phase = builder.Phase(2),
            held = builder.Hold(random.Next(2) == 0 ? inputs[0] : builder.Add(inputs[0], random.Next(3), inputs[1], 0)),
            sum = builder.Add(held, random.Next(2), phase, random.Next(3), random.Next(2) == 0);
        if (random.Next(2) == 0)
            sum = builder.Add(sum, 0, held, 2);
        int first = builder.Collect(sum, 0),
            second = builder.Collect(random.Next(2) == 0 ? sum : held, 1);
        ImmutableArray<int> outputs = random.Next(3) switch
        {
            0 => [first, second],
            1 => [builder.Add(first, 0, second, 1)],
            _ => [first, builder.Add(first, 0, inputs[1], 0)],
        };
        var formats = PerElement<FixedFormat>.Create(outputs.Length, i => FixedFormat.ForInterval(builder.RangeOf(outputs[i]), 0));
        Circuit circuit = builder.Build(
            "phases",
            [new CircuitInput("x", new Shape(2), inputs)],
            [new CircuitOutput("y", new Shape(outputs.Length), outputs, formats)]
        ) with
        {
            Reuse = 2,
        };
        CircuitVerifier.Verify(circuit);
        return circuit;
    }

    private static int Table(CircuitBuilder builder, Random random, int input)
    {
        Interval range = builder.RangeOf(input);
        if (range.Width > 8)
            return input;
        long[] entries = [.. Enumerable.Range((int)range.Low, (int)(range.High - range.Low) + 1).Select(_ => random.NextInt64(200))];
        int table = builder.Table(
            input,
            new LookupTable((long)range.Low, [.. entries], FixedFormat.ForInterval(new(0, 199), 0)),
            inBlock: true
        );
        return builder.Pass(table, BlockPart.Memory, builder.RangeOf(table));
    }
}
