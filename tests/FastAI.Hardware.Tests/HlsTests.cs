using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

public sealed class HlsTests
{
    [SkippableTheory]
    [InlineData(0, 24)]
    [InlineData(100, 8)]
    [InlineData(200, 40)]
    public void RandomCircuitsGiveTheirIntegers(int firstSeed, int maxWidth)
    {
        Workspace.Tool("g++");
        for (int seed = firstSeed; seed < firstSeed + 4; seed++)
        {
            PipelinedCircuit pipeline = RandomCircuits.Create(seed, maxWidth: maxWidth);
            long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, 100),
                expected = RandomCircuits.Outputs(pipeline.Circuit, inputs);
            using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(pipeline, inputs, expected));
            DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
            SimulationResult result = GppSimulator.Run(folder.FullPath, ports, inputs);
            Assert.Null(SimulationComparison.FirstMismatch(ports, expected, result, null));
        }
    }
}
