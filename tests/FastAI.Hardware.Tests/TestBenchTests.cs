using FastAI.Compiler.Emission;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Model;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>The emitted self-checking test bench passes on what is right and fails on one wrong bit or cycle.</summary>
public sealed class TestBenchTests
{
    private const int Seed = 7;

    private readonly PipelinedCircuit pipeline = RandomCircuits.Create(Seed);

    [SkippableFact]
    public void PassesOnEveryEvent()
    {
        string result = Run(files => files);
        string[] lines = result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("PASS 0", lines[^1]);
        Assert.Equal(Enumerable.Range(0, 60), lines[..^1].Select(l => int.Parse(l.Split(' ')[0])));
    }

    [SkippableFact]
    public void FailsOnOneWrongBit()
    {
        FastAIException e = Assert.Throws<FastAIException>(() =>
            Run(files =>
                files.Select(f =>
                    !f.Path.EndsWith("_outputs.hex")
                        ? f
                        : f with
                        {
                            Content = string.Join(
                                '\n',
                                f.Content.Split('\n').Select((line, i) => i == 41 ? line[..^1] + (line[^1] == '0' ? '1' : '0') : line)
                            ),
                        }
                )
            )
        );
        Assert.Contains("event 41: out_data is", e.Message);
    }

    [SkippableFact]
    public void FailsOnAnotherLatency()
    {
        FastAIException e = Assert.Throws<FastAIException>(() =>
            Run(files =>
                files.Select(f =>
                    f.Path.EndsWith("_pkg.vhd")
                        ? f with
                        {
                            Content = f.Content.Replace(
                                $"LATENCY             : positive := {pipeline.Latency}",
                                $"LATENCY             : positive := {pipeline.Latency + 1}"
                            ),
                        }
                        : f
                )
            )
        );
        Assert.Contains("out_valid is high without an event", e.Message);
    }

    private string Run(Func<IEnumerable<OutputFile>, IEnumerable<OutputFile>> change)
    {
        Workspace.Tool("ghdl-mcode");
        Circuit circuit = pipeline.Circuit;
        long[] inputs = RandomCircuits.Inputs(circuit, Seed, 60);
        long[] outputs = RandomCircuits.Outputs(circuit, inputs);
        using ScratchFolder folder = EmittedFolder.Write([.. change(EmittedFolder.Emit(pipeline, inputs, outputs))]);
        string name = DesignInterface.Of(circuit).Name;
        var ghdl = ExternalTool.Require("test", "ghdl-mcode", "ghdl-mcode");
        ghdl.Run(
            folder["testbench"],
            ["-a", "--std=08", "../vhdl/fastai_support.vhd", $"../vhdl/{name}_pkg.vhd", $"../vhdl/{name}.vhd", $"{name}_tb.vhd"]
        );
        ghdl.Run(folder["testbench"], ["-r", "--std=08", name + "_tb", "--ieee-asserts=disable"]);
        return File.ReadAllText(folder[$"testbench/{name}_result.txt"]);
    }
}
