using System.Collections.Immutable;
using System.CommandLine;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Budgets;
using FastAI.Runtime.Reporting;
using FastAI.Runtime.Streaming;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai check</c>: a compiled model against a budget, for continuous integration.</summary>
internal static class CheckCommand
{
    private const string Text = "text",
        GitHub = "github",
        GitLab = "gitlab";

    public static Command Create()
    {
        var folder = Shared.Folder();
        var budgetFile = new Option<string>("--budget")
        {
            Description = "limits: latency_ns: 125 and the like",
            Required = true,
            HelpName = "FILE.yaml",
        };
        var data = new Option<string?>("--data") { Description = "events on which float and fixed model are compared", HelpName = "DATA" };
        var truth = new Option<string?>("--truth") { Description = "true values beside the data", HelpName = "FILE.csv" };
        var threshold = new Option<double?>("--threshold")
        {
            Description = "energy from which the trigger fires, or score from which an event is signal",
            HelpName = "VALUE",
        };
        var validation = new Option<string?>("--validation")
        {
            Description = "result of an earlier 'fastai validate --json', in place of --data",
            HelpName = "FILE.json",
        };
        var replay = new Option<string?>("--replay")
        {
            Description = "result of an earlier 'fastai replay --json'",
            HelpName = "FILE.json",
        };
        var format = new Option<string>("--format")
        {
            Description =
                "text; github: also a line for each miss that GitHub shows in place; gitlab: a code quality report on standard output, the table on standard error",
            DefaultValueFactory = _ => Text,
        };
        format.AcceptOnlyFromAmong(Text, GitHub, GitLab);
        var json = Shared.Json();
        var html = Shared.Html();
        var junit = Shared.JUnit();
        var command = new Command("check", "Hold a compiled model against a budget; exit code 5 when a limit is missed.")
        {
            folder,
            budgetFile,
            data,
            truth,
            threshold,
            validation,
            replay,
            format,
            json,
            html,
            junit,
        };
        command.SetAction(parsed =>
        {
            var budget = Budget.Read(parsed.GetValue(budgetFile)!);
            var model = CompiledModel.Open(parsed.GetValue(folder)!);
            var figures = new BudgetFigures().Add(model.Report);
            string? events = parsed.GetValue(data),
                earlier = parsed.GetValue(validation);
            if (events is not null && earlier is not null)
                throw new FastAIException(ExitCode.Usage, "give --data or --validation, not both");
            if (events is null && parsed.GetValue(truth) is not null)
                throw new FastAIException(ExitCode.Usage, "--truth needs --data");
            AgreementReport? agreement = null;
            if (earlier is not null)
            {
                agreement = AgreementFile.Read(earlier, model);
            }
            else if (events is not null)
            {
                var options = new ValidationOptions
                {
                    Truth = parsed.GetValue(truth),
                    Threshold = parsed.GetValue(threshold),
                    Speed = budget.Entries.Any(e => e.Key.Source == BudgetSource.Speed),
                };
                agreement = Validation.Run(model, events, options, Terminal.Progress);
                Terminal.ClearProgress();
            }
            if (agreement is not null)
                figures.Add(agreement);
            var replayed = parsed.GetValue(replay) is { } earlierReplay ? ReplayFile.Read(earlierReplay, model) : null;
            if (replayed is not null)
                figures.Add(replayed);
            var results = BudgetCheck.Run(budget, figures);
            Print(budget, results, parsed.GetValue(format)!, parsed.GetValue(json));
            if (parsed.GetValue(html) is { } page)
                JsonOutput.WriteFile(
                    page,
                    ReportPage.Render(
                        new ReportContent(model.Report, model.Graph)
                        {
                            Agreement = agreement,
                            Replay = replayed,
                            Budgets = results,
                        }
                    )
                );
            if (parsed.GetValue(junit) is { } file)
                JsonOutput.WriteFile(
                    file,
                    JUnitReport.Write(
                        "fastai check",
                        model.Report.Entity,
                        [.. results.Select(r => new TestCase(r.Name, r.Passed ? null : BudgetCheck.Failure(r)))]
                    )
                );
            return (int)(results.All(r => r.Passed) ? ExitCode.Done : ExitCode.BudgetMissed);
        });
        return command;
    }

    private static void Print(Budget budget, ImmutableArray<BudgetResult> results, string format, string? json)
    {
        if (JsonOutput.TakesStandardOutput(json) && format == GitLab)
            throw new FastAIException(ExitCode.Usage, "--format gitlab and --json - both write to standard output: name a file for --json");
        var table = format == GitLab || JsonOutput.TakesStandardOutput(json) ? Console.Error : Console.Out;
        table.Write(BudgetText.Of(results));
        if (format == GitHub)
            table.Write(CodeAnnotations.GitHub(budget, results));
        if (format == GitLab)
            Console.Out.Write(CodeAnnotations.GitLab(budget, results));
        JsonOutput.Write(json, new { Passed = results.All(r => r.Passed), Results = results });
    }
}
