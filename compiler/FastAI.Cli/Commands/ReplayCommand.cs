using System.CommandLine;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Latency;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Recording.Writing;
using FastAI.Runtime.Streaming;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai replay</c>: a recording through the compiled model, in the firmware's time.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var folder = Shared.Folder();
        var recording = new Argument<string>("RECORDING") { Description = "a recording, - for standard input, or tcp://127.0.0.1:PORT" };
        var rate = new Option<string>("--rate") { Description = "when records come: recorded, max, or a rate in MHz", DefaultValueFactory = _ => "recorded", HelpName = "RATE" };
        var fifo = new Option<int>("--fifo") { Description = "events that can wait before an instance", DefaultValueFactory = _ => 16 };
        var share = new Option<int>("--share") { Description = "channels that share one instance of a design that is not interleaved", DefaultValueFactory = _ => 1 };
        var deadline = new Option<double?>("--deadline") { Description = "longest time from the last needed sample to the result, ns", HelpName = "NS" };
        var raw = new Option<bool>("--raw") { Description = "samples are mantissas of the input formats; results are written as mantissas" };
        var from = new Option<int?>("--from-sample") { Description = "first sample that the model takes of longer records", HelpName = "N" };
        var slide = new Option<bool>("--sliding") { Description = "slide the model over the samples of each channel (own frames that are continuous do so by themselves)" };
        var output = new Option<string?>("--output", "-o") { Description = "write each event's results: .npy or .csv", HelpName = "RESULT.npy" };
        var json = Shared.Json();
        var arguments = new RecordingArguments(OnError.Stop);
        var command = new Command("replay", "Replay a recording through the compiled model: latencies, deadlines, occupancy, results.")
        {
            folder, recording, rate, fifo, share, deadline, raw, from, slide, output, json, arguments.OnError, arguments.Format, arguments.Tick,
        };
        command.SetAction(async (parsed, stop) =>
        {
            if (parsed.GetValue(fifo) < 0 || parsed.GetValue(share) < 1 || parsed.GetValue(from) < 0)
                throw new FastAIException(ExitCode.Usage, "--fifo and --from-sample count from 0, --share from 1");
            var compiled = CompiledModel.Open(parsed.GetValue(folder)!);
            var report = compiled.Report;
            var emulator = Emulator.Create(compiled.Graph);
            string? target = parsed.GetValue(output);
            using var writer = target is null ? null : ResultWriter(target, emulator, parsed.GetValue(raw));
            var options = new ReplayOptions
            {
                Rate = ReplayRate.Parse(parsed.GetValue(rate)!),
                FifoDepth = parsed.GetValue(fifo),
                Share = parsed.GetValue(share),
                DeadlineNs = parsed.GetValue(deadline),
                Raw = parsed.GetValue(raw),
                FromSample = parsed.GetValue(from),
                Sliding = parsed.GetValue(slide),
                Results = writer,
            };
            string source = parsed.GetValue(recording)!;
            await using var reader = await RecordingReader.OpenAsync(source, arguments.Read(parsed), stop);
            var timing = new FirmwareTiming(report.LatencyCycles, report.InitiationInterval, report.ClockMhz, report.Interleave);
            var result = await Replay.RunAsync(reader, source, emulator, timing, options, stop);
            writer?.Complete();
            string? machine = parsed.GetValue(json);
            if (!JsonOutput.TakesStandardOutput(machine)) ReplaySummary.Write(Console.Out, result);
            JsonOutput.Write(machine, result);
            return (int)Outcome(result);
        });
        return command;
    }

    private static ExitCode Outcome(ReplayReport result) =>
        result.Recorded.Any(r => r.Exact < r.Events) ? ExitCode.Disagreement
        : result.Firmware is { DeadlineNs: not null } f && f.DeadlineMisses + f.Overflows > 0 ? ExitCode.BudgetMissed
        : ExitCode.Done;

    private static ReplayResultWriter ResultWriter(string path, Emulator emulator, bool raw) =>
        Path.GetExtension(path).ToLowerInvariant() is ".npy" or ".csv"
            ? new ReplayResultWriter(path, emulator, raw)
            : throw new FastAIException(ExitCode.Usage, $"{path}: results are written as .npy or .csv");
}
