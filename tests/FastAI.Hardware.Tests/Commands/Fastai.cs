using System.Diagnostics;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>Runs the fastai command as a user does, in a process of its own.</summary>
internal static class Fastai
{
    public static CommandResult Run(params string[] arguments) => Feed(null, arguments);

    /// <summary>Runs with bytes on standard input.</summary>
    public static CommandResult Feed(byte[]? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = input is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fastai.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var feeding = input is null
            ? Task.CompletedTask
            : Task.Run(() =>
            {
                using var stream = process.StandardInput.BaseStream;
                stream.Write(input);
            });
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        feeding.Wait();
        return new CommandResult(process.ExitCode, output, error.Result);
    }

    /// <summary>Runs and expects success.</summary>
    public static string Succeed(params string[] arguments)
    {
        var result = Run(arguments);
        Assert.True(
            result.ExitCode == 0,
            $"fastai {string.Join(' ', arguments)}\nexit code {result.ExitCode}\n{result.Error}{result.Output}"
        );
        return result.Output;
    }

    /// <summary>Runs and expects one clear line on standard error and nothing else.</summary>
    public static string Fail(int exitCode, params string[] arguments)
    {
        var result = Run(arguments);
        Assert.True(
            result.ExitCode == exitCode,
            $"fastai {string.Join(' ', arguments)}\nexit code {result.ExitCode}, expected {exitCode}\n{result.Error}{result.Output}"
        );
        Assert.Empty(result.Output);
        string line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("fastai: ", line);
        Assert.DoesNotContain("Exception", line);
        return line;
    }
}
