using System.CommandLine;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Reporting;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai validate</c>: the float model in ONNX Runtime against the fixed-point model, bits, layers and physics.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var folder = Shared.Folder();
        var data = new Argument<string>("DATA")
        {
            Description =
                "events: .npy, .npz (one array per model input, true values beside them) or .csv; or a recording, whose firmware results are compared too",
        };
        var truth = new Option<string?>("--truth")
        {
            Description =
                "true values, one row an event: a CSV with a header (energy, time, label, bc, gap, train_position; others are estimates of the energy)",
            HelpName = "FILE.csv",
        };
        var threshold = new Option<double?>("--threshold")
        {
            Description = "energy from which the trigger fires (turn-on), or score from which an event is signal",
            HelpName = "VALUE",
        };
        var speed = new Option<bool>("--speed") { Description = "also measure the emulator beside ONNX Runtime" };
        var brief = new Option<bool>("--brief") { Description = "print a few lines only" };
        var events = Shared.Events();
        var from = Shared.FromSample();
        var arguments = new RecordingArguments(OnError.Stop);
        var json = Shared.Json();
        var html = Shared.Html();
        var junit = Shared.JUnit();
        var command = new Command("validate", "Compare the float model (ONNX Runtime) with the firmware's results: bits, layers, physics.")
        {
            folder,
            data,
            truth,
            threshold,
            events,
            from,
            arguments.OnError,
            arguments.Format,
            arguments.Tick,
            speed,
            brief,
            json,
            html,
            junit,
        };
        command.SetAction(parsed =>
        {
            var model = CompiledModel.Open(parsed.GetValue(folder)!);
            var options = new ValidationOptions
            {
                Events = parsed.GetValue(events),
                Truth = parsed.GetValue(truth),
                Threshold = parsed.GetValue(threshold),
                Speed = parsed.GetValue(speed),
                Recording = arguments.Read(parsed),
                FromSample = parsed.GetValue(from),
            };
            var report = Validation.Run(model, parsed.GetValue(data)!, options, Terminal.Progress);
            Terminal.ClearProgress();
            string? target = parsed.GetValue(json);
            if (!JsonOutput.TakesStandardOutput(target))
                Console.Out.Write(parsed.GetValue(brief) ? AgreementText.Brief(report) : AgreementText.Of(report));
            JsonOutput.Write(target, report);
            if (parsed.GetValue(html) is { } page)
                JsonOutput.WriteFile(page, ReportPage.Render(new ReportContent(model.Report, model.Graph) { Agreement = report }));
            if (parsed.GetValue(junit) is { } file)
                JsonOutput.WriteFile(file, JUnitReport.Write("fastai validate", model.Report.Entity, AgreementCases.Of(report)));
            return (int)(report.Agrees ? ExitCode.Done : ExitCode.Disagreement);
        });
        return command;
    }
}
