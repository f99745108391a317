using System.Collections.Immutable;
using FastAI.Compiler.Emission.Hls;
using FastAI.Compiler.Emission.Vhdl;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Emission;

/// <summary>Writes a design as firmware: sources, test benches with golden vectors, and vendors' scripts.</summary>
public static class FirmwareEmitter
{
    /// <param name="design">What is written.</param>
    /// <param name="golden">Events of the self-checking test bench.</param>
    /// <param name="options">Languages, templates and devices.</param>
    /// <returns>The files, by path relative to the output folder. The same arguments give the same bytes.</returns>
    /// <exception cref="FastAI.Model.FastAIException">A template has an error, or the design has no port.</exception>
    public static ImmutableArray<OutputFile> Emit(HardwareDesign design, GoldenVectors golden, EmissionOptions options)
    {
        PipelinedCircuit pipeline = design.Pipeline;
        DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
        if (
            golden.Inputs.Length != (long)golden.Events * ports.InputCount
            || golden.Outputs.Length != (long)golden.Events * ports.OutputCount
        )
            throw new ArgumentException($"the golden vectors of '{ports.Name}' have another number of elements than its ports");
        bool stream = pipeline.Circuit.IsStream;
        if (golden.Ticks.Length != (stream ? golden.Events : 0))
            throw new ArgumentException($"{golden.Events} golden vectors of '{ports.Name}' enter {golden.Ticks.Length} times");
        var store = new TemplateStore(options.TemplatesFolder);
        var summary = new DesignSummary(pipeline, ports, golden.Events, options);
        string name = ports.Name;
        var files = ImmutableArray.CreateBuilder<OutputFile>();
        if (options.Targets.HasFlag(EmissionTargets.Vhdl))
        {
            Add("vhdl/fastai_support.vhd", "vhdl/support.vhd.sbn", summary);
            Add($"vhdl/{name}_pkg.vhd", "vhdl/package.vhd.sbn", summary);
            Add($"vhdl/{name}.vhd", "vhdl/entity.vhd.sbn", new { Summary = summary, Design = new VhdlDesign(pipeline, ports) });
            Add($"vhdl/{name}_axis.vhd", stream ? "vhdl/channels_axis.vhd.sbn" : "vhdl/axis.vhd.sbn", summary);
            if (summary.Primitives)
            {
                Add("vhdl/fastai_sum3.vhd", "vhdl/sum3.vhd.sbn", summary);
                Add(
                    $"vhdl/{name}_xilinx.vhd",
                    "vhdl/xilinx.vhd.sbn",
                    new { Summary = summary, Design = new VhdlDesign(pipeline, ports, primitives: true) }
                );
                Add("testbench/fastai_primitives.vhd", "testbench/primitives.vhd.sbn", summary);
            }
            Add($"testbench/{name}_tb.vhd", stream ? "testbench/channels_testbench.vhd.sbn" : "testbench/testbench.vhd.sbn", summary);
            Add($"testbench/{name}_stream_tb.vhd", stream ? "testbench/channels_stream.vhd.sbn" : "testbench/stream.vhd.sbn", summary);
            Add($"testbench/{name}_axis_tb.vhd", stream ? "testbench/channels_axis.vhd.sbn" : "testbench/axis.vhd.sbn", summary);
            Add("vivado/build.tcl", "vivado/build.tcl.sbn", summary);
            Add("vivado/clock.xdc", "vivado/clock.xdc.sbn", summary);
            Add("quartus/build.tcl", "quartus/build.tcl.sbn", summary);
            Add("quartus/clock.sdc", "quartus/clock.sdc.sbn", summary);
        }
        if (options.Targets.HasFlag(EmissionTargets.Hls))
        {
            Add("hls/fastai_ap.h", "hls/fastai_ap.h.sbn", summary);
            Add($"hls/{name}.h", "hls/top.h.sbn", summary);
            Add($"hls/{name}.cpp", "hls/top.cpp.sbn", new { Summary = summary, Design = new HlsDesign(pipeline.Circuit, ports) });
            Add("testbench/main.cpp", "testbench/main.cpp.sbn", summary);
            Add("vivado/hls.tcl", "vivado/hls.tcl.sbn", summary);
        }
        if (options.Targets != EmissionTargets.None)
        {
            string inputs = stream
                ? VectorText.WriteSamples(ports.Inputs, golden.Inputs.AsSpan(), golden.Ticks)
                : VectorText.Write(ports.Inputs, golden.Inputs.AsSpan());
            string outputs = stream
                ? VectorText.WriteResults(ports.Outputs, golden.Outputs.AsSpan(), golden.Ticks)
                : VectorText.Write(ports.Outputs, golden.Outputs.AsSpan());
            files.Add(new OutputFile($"testbench/{name}_inputs.hex", inputs));
            files.Add(new OutputFile($"testbench/{name}_outputs.hex", outputs));
        }
        return files.ToImmutable();

        void Add(string path, string template, object model) => files.Add(new OutputFile(path, store.Render(template, model)));
    }
}
