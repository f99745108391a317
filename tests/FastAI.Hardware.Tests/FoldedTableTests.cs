using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>Folded tables alone, as emitted, give every entry of the whole table.</summary>
public sealed class FoldedTableTests
{
    [SkippableTheory]
    [InlineData("even", 9, 250)]
    [InlineData("even", 10, 500)]
    [InlineData("odd", 9, 600)]
    [InlineData("odd", 10, 250)]
    [InlineData("half", 9, 600)]
    [InlineData("half", 11, 400)]
    public void EveryEntryInVhdlAndInCpp(string kind, int bits, double clock)
    {
        Workspace.Tool("ghdl-mcode");
        Workspace.Tool("g++");
        for (int seed = 0; seed < 2; seed++)
        {
            (PipelinedCircuit pipeline, long[] expected) = FoldedTables.Create(kind, bits, seed, clock);
            long[] inputs = [.. Enumerable.Range(-expected.Length / 2, expected.Length).Select(i => (long)i)];
            Assert.Equal(expected, RandomCircuits.Outputs(pipeline.Circuit, inputs));
            using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(pipeline, inputs, expected));
            DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
            SimulationResult vhdl = GhdlSimulator.Run(folder.FullPath, ports, inputs),
                cpp = GppSimulator.Run(folder.FullPath, ports, inputs);
            Assert.Null(SimulationComparison.FirstMismatch(ports, expected, vhdl, pipeline.Latency));
            Assert.Null(SimulationComparison.FirstMismatch(ports, expected, cpp, null));
        }
    }
}
