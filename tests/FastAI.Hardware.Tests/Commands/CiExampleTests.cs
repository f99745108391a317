using System.Diagnostics;
using System.Text.RegularExpressions;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>The gates of examples/ci, run as a runner runs them: the commands as they stand in the files, in a shell.</summary>
public sealed partial class CiExampleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("github.yml")]
    [InlineData("gitlab-ci.yml")]
    public void AModelWithinItsBudgetPassesAndATightBudgetStopsTheMerge(string file)
    {
        string model = Workspace.File("examples", "lar-calorimeter");
        var kept = Run(file, model);
        Assert.True(kept.ExitCode == 0, kept.Error + kept.Output);
        Assert.Contains("FIFO occupancy over an orbit", File.ReadAllText(folder["report.html"]), StringComparison.Ordinal);
        Assert.Contains("failures=\"0\"", File.ReadAllText(folder["budget.xml"]), StringComparison.Ordinal);

        Directory.CreateDirectory(folder["tight"]);
        foreach (string name in (string[])["model.onnx", "precision.yaml", "calibration.npy", "recording.npy", "truth.csv"])
            File.Copy(Path.Combine(model, name), Path.Combine(folder["tight"], name));
        File.WriteAllText(Path.Combine(folder["tight"], "budget.yaml"), "# a deadline that it misses\nlatency_ns: 5\ndeadline_misses: 0\n");
        var missed = Run(file, "tight");
        Assert.Equal(5, missed.ExitCode);
        Assert.Contains("<failure", File.ReadAllText(folder["budget.xml"]), StringComparison.Ordinal);
        string shown = file == "github.yml" ? missed.Output : File.ReadAllText(folder["code-quality.json"]);
        Assert.Contains(file == "github.yml" ? "::error file=tight/budget.yaml,line=2," : "\"begin\": 2", shown, StringComparison.Ordinal);
        Assert.Contains("deadline_misses is 4096", shown, StringComparison.Ordinal);
    }

    private CommandResult Run(string file, string model)
    {
        string text = File.ReadAllText(Workspace.File("examples", "ci", file));
        string script = string.Join('\n', Commands().Matches(text).Select(m => m.Groups[1].Value));
        // GitHub runs the check whether or not the step before it has failed.
        if (file == "github.yml")
            script = script.Replace("--junit replay.xml", "--junit replay.xml || true", StringComparison.Ordinal);
        string shim = $"fastai() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "fastai.dll")}' \"$@\"; }}\n";
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder[""],
        };
        foreach (string argument in (string[])["-e", "-c", shim + script])
            start.ArgumentList.Add(argument);
        start.Environment["MODEL"] = model;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output, error.Result);
    }

    /// <summary>Lines of either file that a shell runs.</summary>
    [GeneratedRegex("^ *(?:run: |- )((?:fastai|exit) .*)$", RegexOptions.Multiline)]
    private static partial Regex Commands();
}
