using System.Collections.Immutable;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;

namespace FastAI.Hardware.Tests;

/// <summary>Emits designs to a temporary folder.</summary>
internal static class EmittedFolder
{
    public static ImmutableArray<OutputFile> Emit(
        PipelinedCircuit pipeline,
        long[] inputs,
        long[] outputs,
        EmissionOptions? options = null
    ) =>
        FirmwareEmitter.Emit(
            new HardwareDesign(pipeline, new ResourceEstimate(default, [])),
            new GoldenVectors(inputs.Length / DesignInterface.Of(pipeline.Circuit).InputCount, [.. inputs], [.. outputs]),
            options ?? new EmissionOptions()
        );

    public static ScratchFolder Write(ImmutableArray<OutputFile> files)
    {
        var folder = new ScratchFolder();
        foreach (OutputFile file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file.Path])!);
            File.WriteAllText(folder[file.Path], file.Content);
        }
        return folder;
    }
}
