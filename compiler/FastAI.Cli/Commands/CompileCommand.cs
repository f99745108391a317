using System.CommandLine;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai compile</c>: an ONNX model to firmware, with what was proved of it.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL.onnx") { Description = "the trained model" };
        var output = new Option<string>("--output", "-o")
        {
            Description = "folder to make",
            Required = true,
            HelpName = "OUT",
        };
        var name = new Option<string?>("--name")
        {
            Description = "name of the top entity (the model's or the file's when left out)",
            HelpName = "NAME",
        };
        var calibrate = new Option<string?>("--calibrate")
        {
            Description = "events that formats are chosen from: .npy, .npz or .csv",
            HelpName = "DATA",
        };
        var precision = new Option<string?>("--precision")
        {
            Description = "precision file, or one format for everything such as 'fixed<16,6>'",
            HelpName = "FILE.yaml|FORMAT",
        };
        var clock = new Option<double?>("--clock")
        {
            Description =
                "clock in MHz that every pipeline stage meets by the device's delay model (200, or what --latency-budget allows, when left out)",
            HelpName = "MHZ",
        };
        var latency = new Option<string?>("--latency-budget")
        {
            Description =
                "longest latency, in ns (25) or cycles (5c): chooses the highest clock that meets it; with --clock, refuses a design that does not",
            HelpName = "NS|CYCLESc",
        };
        var device = new Option<string>("--device")
        {
            Description = "device family: " + string.Join(", ", DelayModel.Names),
            DefaultValueFactory = _ => "generic",
        };
        var multipliers = Shared.Choice<MultiplierChoice>(
            "--multipliers",
            "products of variables in multiplier blocks, in LUTs, or in LUTs where they are few (auto)"
        );
        var tables = Shared.Choice<TableChoice>(
            "--tables",
            "symmetric tables whole, folded (fewer LUTs, more cycles), or folded where that takes no more cycles (auto)"
        );
        var tableMemory = Shared.Choice<TableMemory>(
            "--table-memory",
            "look-up tables in LUTs (lut), in memory blocks (block), or in blocks where they save LUTs and take no more cycles (auto)"
        );
        var emit = new Option<string>("--emit") { Description = "what to write: vhdl, hls or both", DefaultValueFactory = _ => "vhdl,hls" };
        var stream = new StreamArguments();
        var reuse = new Option<int>("--reuse")
        {
            Description = "cycles that share a multiplier: events come so many cycles apart",
            DefaultValueFactory = _ => 1,
            HelpName = "CYCLES",
        };
        var bits = new BitOptions();
        var budget = new Option<string?>("--budget")
        {
            Description = "refuse to write a design that misses the latency or resources of this file",
            HelpName = "FILE.yaml",
        };
        var templates = new Option<string?>("--templates")
        {
            Description = "folder whose templates replace those of the same name",
            HelpName = "DIR",
        };
        var effort = Shared.Effort();
        var seed = Shared.Seed();
        var json = Shared.Json();
        var command = new Command("compile", "Compile an ONNX model to VHDL and HLS C++.")
        {
            model,
            output,
            name,
            calibrate,
            precision,
            clock,
            latency,
            device,
            multipliers,
            tables,
            tableMemory,
            emit,
            reuse,
            budget,
            templates,
            effort,
            seed,
            json,
        };
        stream.AddTo(command);
        bits.AddTo(command);
        command.SetAction(parsed =>
        {
            HardwareCompiler.CheckReuse(parsed.GetValue(reuse), stream: stream.Read(parsed) is not null);
            var limit = parsed.GetValue(latency) is { } text ? LatencyBudget.Parse(text) : null;
            double? mhz = parsed.GetValue(clock) ?? (limit is null ? new HardwareOptions().ClockMHz : null);
            var request = new CompileRequest
            {
                ModelPath = parsed.GetValue(model)!,
                OutputPath = parsed.GetValue(output)!,
                Name = parsed.GetValue(name),
                CalibrationPath = parsed.GetValue(calibrate),
                Precision = parsed.GetValue(precision),
                Quantization = bits.Read(parsed),
                Stream = stream.Read(parsed),
                Hardware = new()
                {
                    ClockMHz = mhz,
                    Interleave = stream.Interleave(parsed, mhz),
                    Reuse = parsed.GetValue(reuse),
                    LatencyBudget = limit,
                    Device = parsed.GetValue(device)!,
                    Multipliers = parsed.GetValue(multipliers),
                    Tables = parsed.GetValue(tables),
                    TableMemory = parsed.GetValue(tableMemory),
                    Effort = parsed.GetValue(effort),
                    Seed = parsed.GetValue(seed),
                },
                Emission = new() { Targets = Targets(parsed.GetValue(emit)!), TemplatesFolder = parsed.GetValue(templates) },
                BudgetPath = parsed.GetValue(budget),
            };
            var report = Compilation.Run(request, Terminal.Progress);
            Terminal.ClearProgress();
            foreach (string warning in report.Warnings)
                Terminal.Note("warning: " + warning);
            string? target = parsed.GetValue(json);
            if (!JsonOutput.TakesStandardOutput(target))
                Summary.Print(report, request.OutputPath);
            JsonOutput.Write(target, report);
        });
        return command;
    }

    private static EmissionTargets Targets(string text)
    {
        EmissionTargets targets = 0;
        foreach (string word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            targets |= word switch
            {
                "vhdl" => EmissionTargets.Vhdl,
                "hls" => EmissionTargets.Hls,
                _ => throw new FastAIException(ExitCode.Usage, $"--emit: '{word}' is not known; write vhdl, hls or vhdl,hls"),
            };
        }
        return targets != 0 ? targets : throw new FastAIException(ExitCode.Usage, "--emit: write vhdl, hls or vhdl,hls");
    }
}
