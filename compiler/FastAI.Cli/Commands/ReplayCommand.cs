using System.Collections.Immutable;
using System.CommandLine;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Budgets;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Reporting;
using FastAI.Runtime.Streaming;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai replay</c>: a recording through the compiled model, in the firmware's time.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var folder = Shared.Folder();
        var recording = new Argument<string>("RECORDING") { Description = "a recording, - for standard input, or tcp://127.0.0.1:PORT" };
        var rate = new Option<string>("--rate")
        {
            Description = "when records come: recorded, max, or a rate in MHz",
            DefaultValueFactory = _ => "recorded",
            HelpName = "RATE",
        };
        var fifo = new Option<int>("--fifo") { Description = "events that can wait before an instance", DefaultValueFactory = _ => 16 };
        var share = new Option<int>("--share")
        {
            Description = "channels that share one instance of a design that is not interleaved",
            DefaultValueFactory = _ => 1,
        };
        var deadline = new Option<double?>("--deadline")
        {
            Description = "longest time from the last needed sample to the result, ns",
            HelpName = "NS",
        };
        var raw = new Option<bool>("--raw")
        {
            Description = "samples are mantissas of the input formats; results are written as mantissas",
        };
        var from = Shared.FromSample();
        var slide = new Option<bool>("--sliding")
        {
            Description = "slide the model over the samples of each channel (own frames that are continuous do so by themselves)",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "write each event's results: .npy or .csv",
            HelpName = "RESULT.npy",
        };
        var times = new Option<string?>("--times")
        {
            Description = "write each event's times in the firmware: arrival, result and latency in cycles: .npy or .csv",
            HelpName = "TIMES.csv",
        };
        var budgetFile = new Option<string?>("--budget")
        {
            Description =
                "limits that the replay and the design are held against; its latency is the deadline unless --deadline states one",
            HelpName = "FILE.yaml",
        };
        var json = Shared.Json();
        var html = Shared.Html();
        var junit = Shared.JUnit();
        var arguments = new RecordingArguments(OnError.Stop);
        var command = new Command("replay", "Replay a recording through the compiled model: latencies, deadlines, occupancy, results.")
        {
            folder,
            recording,
            rate,
            fifo,
            share,
            deadline,
            raw,
            from,
            slide,
            output,
            times,
            budgetFile,
            json,
            html,
            junit,
            arguments.OnError,
            arguments.Format,
            arguments.Tick,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                if (parsed.GetValue(fifo) < 0 || parsed.GetValue(share) < 1 || parsed.GetValue(from) < 0)
                    throw new FastAIException(ExitCode.Usage, "--fifo and --from-sample count from 0, --share from 1");
                var compiled = CompiledModel.Open(parsed.GetValue(folder)!);
                var budget = parsed.GetValue(budgetFile) is { } limits ? Budget.Read(limits) : null;
                var emulator = Emulator.Create(compiled.Graph);
                string? target = parsed.GetValue(output);
                using var writer = target is null ? null : ResultWriter(target, emulator, parsed.GetValue(raw));
                using var clocked = parsed.GetValue(times) is { } file ? new EventTimesWriter(file) : null;
                var options = new ReplayOptions
                {
                    Rate = ReplayRate.Parse(parsed.GetValue(rate)!),
                    FifoDepth = parsed.GetValue(fifo),
                    Share = parsed.GetValue(share),
                    DeadlineNs = parsed.GetValue(deadline) ?? budget?.DeadlineNs(compiled.Report.ClockMhz),
                    Raw = parsed.GetValue(raw),
                    FromSample = parsed.GetValue(from),
                    Sliding = parsed.GetValue(slide),
                    Results = writer,
                    Times = clocked,
                };
                string source = parsed.GetValue(recording)!;
                await using var reader = await RecordingReader.OpenAsync(
                    source,
                    arguments.Read(parsed) with
                    {
                        Inputs = EventInput.Of(compiled.Graph),
                    },
                    stop
                );
                var result = await Replay.RunAsync(reader, source, compiled, emulator, options, stop);
                writer?.Complete();
                clocked?.Complete();
                if (budget is not null)
                    result = result with { Budgets = Held(budget, compiled.Report, result) };
                string? machine = parsed.GetValue(json);
                if (!JsonOutput.TakesStandardOutput(machine))
                    Print(result);
                JsonOutput.Write(machine, result);
                if (parsed.GetValue(html) is { } page)
                    JsonOutput.WriteFile(
                        page,
                        ReportPage.Render(new ReportContent(compiled.Report, compiled.Graph) { Replay = result, Budgets = result.Budgets })
                    );
                if (parsed.GetValue(junit) is { } cases)
                    JsonOutput.WriteFile(cases, JUnitReport.Write("fastai replay", result.Entity, ReplayCases.Of(result)));
                return (int)Outcome(result);
            }
        );
        return command;
    }

    /// <summary>Holds what a replay knows against the budget, and names what it does not.</summary>
    private static ImmutableArray<BudgetResult> Held(Budget budget, BuildReport build, ReplayReport result)
    {
        BudgetSource[] known = [BudgetSource.Build, BudgetSource.Replay, BudgetSource.Recorded];
        string[] left = [.. budget.Entries.Where(e => !known.Contains(e.Key.Source)).Select(e => e.Key.Name)];
        if (left.Length == budget.Entries.Length)
            throw FastAIException.BadInput(
                $"{budget.Path}: limits nothing that a replay knows; 'fastai check' holds {string.Join(", ", left)}"
            );
        if (left.Length > 0)
            Terminal.Note($"{budget.Path}: not held here, as a replay does not know it: {string.Join(", ", left)} ('fastai check' does)");
        return BudgetCheck.Run(budget, new BudgetFigures().Add(build).Add(result), known);
    }

    private static void Print(ReplayReport result)
    {
        ReplaySummary.Write(Console.Out, result);
        if (!result.Budgets.IsEmpty)
            Console.Out.Write(BudgetText.Of(result.Budgets));
    }

    private static ExitCode Outcome(ReplayReport result) =>
        !result.Agrees ? ExitCode.Disagreement
        : result.DeadlineMisses > 0 || result.Budgets.Any(b => !b.Passed) ? ExitCode.BudgetMissed
        : ExitCode.Done;

    private static ReplayResultWriter ResultWriter(string path, Emulator emulator, bool raw) =>
        Path.GetExtension(path).ToLowerInvariant() is ".npy" or ".csv"
            ? new ReplayResultWriter(path, emulator, raw)
            : throw new FastAIException(ExitCode.Usage, $"{path}: results are written as .npy or .csv");
}
