using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

public sealed class VhdlTests
{
    [SkippableTheory]
    [InlineData(0, 24)]
    [InlineData(100, 8)]
    [InlineData(200, 40)]
    public void RandomCircuitsGiveTheirIntegersInTheirCycle(int firstSeed, int maxWidth)
    {
        Workspace.Tool("ghdl-mcode");
        for (int seed = firstSeed; seed < firstSeed + 8; seed++)
        {
            PipelinedCircuit pipeline = RandomCircuits.Create(seed, maxWidth: maxWidth);
            long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, 100),
                expected = RandomCircuits.Outputs(pipeline.Circuit, inputs);
            using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(pipeline, inputs, expected));
            DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
            SimulationResult result = GhdlSimulator.Run(folder.FullPath, ports, inputs);
            Assert.Null(SimulationComparison.FirstMismatch(ports, expected, result, pipeline.Latency));
        }
    }

    /// <summary>The design made of AMD primitives, with what these compute, in GHDL.</summary>
    [SkippableTheory]
    [InlineData(300, 12)]
    [InlineData(310, 24)]
    [InlineData(320, 40)]
    public void PrimitivesGiveTheSameIntegersInTheSameCycle(int firstSeed, int maxWidth)
    {
        Workspace.Tool("ghdl-mcode");
        for (int seed = firstSeed; seed < firstSeed + 4; seed++)
        {
            PipelinedCircuit pipeline = RandomCircuits.Create(seed, 150, maxWidth);
            long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, 60),
                expected = RandomCircuits.Outputs(pipeline.Circuit, inputs);
            using ScratchFolder folder = EmittedFolder.Write(
                EmittedFolder.Emit(pipeline, inputs, expected, new EmissionOptions { Targets = EmissionTargets.Vhdl })
            );
            DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
            Assert.True(GhdlSimulator.HasPrimitives(folder.FullPath, ports), $"seed {seed} has no sum of three operands");
            SimulationResult result = GhdlSimulator.Run(folder.FullPath, ports, inputs, primitives: true);
            SimulationMismatch? mismatch = SimulationComparison.FirstMismatch(ports, expected, result, pipeline.Latency);
            Assert.True(mismatch is null, $"seed {seed}: {mismatch?.Message}");
        }
    }
}
