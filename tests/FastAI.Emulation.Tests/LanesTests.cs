using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>
/// Event-major plans against the oracle: dense layers, convolutions in one and two dimensions, pooling, residual sums, tables and gates of
/// 8 and 16 bits, with odd tails, formats of single elements, the ends of all ranges, and every number of events
/// around the sizes that kernels take at once.
/// </summary>
public sealed class LanesTests
{
    private static readonly int[] EventCounts = [1, 2, 3, 5, 7, 11, 12, 13, 25, 100];

    public static TheoryData<InstructionSet, int> Cases
    {
        get
        {
            var data = new TheoryData<InstructionSet, int>();
            foreach (var set in (InstructionSet[])[InstructionSet.Vector256, InstructionSet.Vector512])
                for (int part = 0; part < 4; part++)
                    if (Emulator.IsSupported(set))
                        data.Add(set, part);
            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Networks(InstructionSet set, int part)
    {
        Skip.IfNot(System.Runtime.Intrinsics.X86.AvxVnni.IsSupported, "this machine has no AVX-VNNI");
        int elements = 0;
        for (int seed = 60 * part; seed < 60 * (part + 1); seed++)
        {
            var graph = RandomNetworks.Create(seed);
            var emulator = Emulator.Create(graph, new EmulatorOptions { InstructionSet = set });
            if (emulator.Lanes == LaneUse.Elements)
                elements++;
            long[] inputs = RandomInputs.For(graph, seed, EventCounts[^1]),
                expected = Oracle.Run(graph, inputs);
            foreach (int events in EventCounts)
            {
                long[] outputs = new long[events * graph.OutputCount];
                emulator.Run(inputs.AsSpan(0, events * graph.InputCount), outputs);
                Assert.True(
                    expected.AsSpan(0, outputs.Length).SequenceEqual(outputs),
                    $"seed {seed}, {events} events, lanes of {emulator.Lanes}"
                );
                if (emulator.Inputs.Concat(emulator.Outputs).Any(p => p.Formats.Stored.Any(f => f.Width + (f.Signed ? 0 : 1) > 16)))
                    continue;
                short[] narrow = new short[outputs.Length];
                emulator.Run(Array.ConvertAll(inputs[..(events * graph.InputCount)], m => (short)m), narrow);
                Assert.True(
                    expected.AsSpan(0, outputs.Length).SequenceEqual(Array.ConvertAll(narrow, m => (long)m)),
                    $"seed {seed}, {events} events of 16 bits, lanes of {emulator.Lanes}"
                );
                int[] middle = new int[outputs.Length];
                emulator.Run(Array.ConvertAll(inputs[..(events * graph.InputCount)], m => (int)m), middle);
                Assert.True(
                    expected.AsSpan(0, outputs.Length).SequenceEqual(Array.ConvertAll(middle, m => (long)m)),
                    $"seed {seed}, {events} events of 32 bits, lanes of {emulator.Lanes}"
                );
            }
        }
        Assert.InRange(elements, 30, 60);
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        var builder = new FixedGraphBuilder("wide");
        builder.Output(
            "y",
            builder.Unary(
                "y",
                UnaryOperation.Relu,
                builder.Input("x", new Shape(3), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 40, 9), 3))
            )
        );
        var e = Assert.Throws<FastAIException>(() => Emulator.Create(builder.Build(), new EmulatorOptions { Lanes = LaneUse.Elements }));
        Assert.Contains("'wide'", e.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(19, 40)]
    [InlineData(64, 70)]
    public void InputsAreHeldToTheirFormats(int first, int second)
    {
        Skip.IfNot(System.Runtime.Intrinsics.X86.AvxVnni.IsSupported, "this machine has no AVX-VNNI");
        foreach (var set in (InstructionSet[])[InstructionSet.Vector256, InstructionSet.Vector512])
            if (Emulator.IsSupported(set))
                HeldToTheirFormats(set, first, second);
    }

    /// <summary>
    /// One input whose formats differ where it is short, and one of 15 bits; a mantissa outside is named wherever it stands and however it
    /// comes.
    /// </summary>
    private static void HeldToTheirFormats(InstructionSet set, int first, int second)
    {
        var builder = new FixedGraphBuilder("held");
        var formats = PerElement<FixedFormat>.Create(first, i =>
            first < 32 ? new FixedFormat(i % 3 != 0, 5 + i % 4, 3) : new FixedFormat(true, 7, 3)
        );
        builder.Output("a", builder.Unary("relu", UnaryOperation.Relu, builder.Input("x", new Shape(first), formats)));
        builder.Output(
            "b",
            builder.Unary(
                "relu",
                UnaryOperation.Relu,
                builder.Input("z", new Shape(second), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 15, 3), second))
            )
        );
        var graph = builder.Build();
        var emulator = Emulator.Create(graph, new EmulatorOptions { Lanes = LaneUse.Elements, InstructionSet = set });
        const int Events = 70;
        for (int i = 0; i < Events * graph.InputCount; i += 17)
        {
            int element = i % graph.InputCount;
            var format = emulator.Inputs[element < first ? 0 : 1].Formats[element < first ? element : element - first];
            foreach (
                long bad in (ReadOnlySpan<long>)
                    [
                        format.MaxMantissa + 1,
                        format.MinMantissa - 1,
                        short.MaxValue,
                        short.MinValue,
                        1L << 16,
                        1L << 32,
                        long.MinValue,
                        int.MaxValue,
                    ]
            )
            {
                long[] x = RandomInputs.For(graph, 3, Events),
                    y = new long[Events * graph.OutputCount];
                x[i] = bad;
                var e = Assert.Throws<FastAIException>(() => emulator.Run(x, y));
                Assert.StartsWith(
                    $"event {i / graph.InputCount}, element {(element < first ? element : element - first)} of input '{(element < first ? "x" : "z")}': mantissa {bad}",
                    e.Message,
                    StringComparison.Ordinal
                );
                if (bad != (int)bad)
                    continue;
                var narrow = Assert.Throws<FastAIException>(() => emulator.Run(Array.ConvertAll(x, m => (int)m), new int[y.Length]));
                Assert.Equal(e.Message, narrow.Message);
                if (bad != (short)bad)
                    continue;
                narrow = Assert.Throws<FastAIException>(() => emulator.Run(Array.ConvertAll(x, m => (short)m), new short[y.Length]));
                Assert.Equal(e.Message, narrow.Message);
            }
        }
    }
}
