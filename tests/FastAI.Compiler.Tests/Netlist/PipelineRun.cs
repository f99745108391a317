using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Events through a pipeline, with random gaps of at least its initiation interval, against the big-integer oracle.</summary>
internal static class PipelineRun
{
    /// <summary>Every result is the oracle's and leaves in its cycle.</summary>
    public static void Agrees(FixedGraph graph, PipelinedCircuit pipeline, int seed)
    {
        const int Events = 12;
        long[] inputs = RandomInputs.For(graph, seed, Events);
        long[] expected = Oracle.Run(graph, inputs);
        int width = graph.InputCount;
        var random = new Random(seed);
        var entered = new Queue<(int Edge, int Event)>();
        var interpreter = new PipelineInterpreter(pipeline);
        int next = 0,
            left = 0,
            free = 0;
        for (int edge = 0; left < Events; edge++)
        {
            bool valid = next < Events && edge >= free && random.Next(4) != 0;
            int shown = valid ? next : random.Next(Events);
            if (valid)
            {
                entered.Enqueue((edge, next++));
                free = edge + pipeline.InitiationInterval;
            }
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
