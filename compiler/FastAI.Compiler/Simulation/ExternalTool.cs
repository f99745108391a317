using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using FastAI.Model;

namespace FastAI.Compiler.Simulation;

/// <summary>A program of the machine, found on the path.</summary>
public sealed class ExternalTool
{
    private const int MaxMessage = 4000;
    private readonly string path;

    private ExternalTool(string name, string path) => (Name, this.path) = (name, path);

    /// <summary>Name as it was found.</summary>
    public string Name { get; }

    /// <summary>The first of the programs that is installed, or null.</summary>
    public static ExternalTool? Find(params ReadOnlySpan<string> names)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        foreach (string name in names)
        foreach (string folder in folders)
            if (Path.Combine(folder, name) is var candidate && File.Exists(candidate))
                return new ExternalTool(name, candidate);
        return null;
    }

    /// <summary>A program at a known place.</summary>
    public static ExternalTool At(string path) => new(Path.GetFileName(path), path);

    /// <summary>The first of the programs that is installed.</summary>
    /// <param name="purpose">What it is needed for.</param>
    /// <param name="package">Debian's package that has it.</param>
    /// <param name="names">Programs in order of preference.</param>
    /// <exception cref="FastAIException">None is installed.</exception>
    public static ExternalTool Require(string purpose, string package, params ReadOnlySpan<string> names) =>
        Find(names)
        ?? throw new FastAIException(
            ExitCode.ToolMissing,
            $"{names[0]} is needed to {purpose} and is not on the path: install it (Debian: apt-get install {package})"
        );

    /// <summary>Runs the program to its end.</summary>
    /// <param name="folder">Folder that it works in.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="watch">Called a few times a second while it runs.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="FastAIException">It fails; the message has the end of what it said.</exception>
    public string Run(string folder, IEnumerable<string> arguments, Action? watch = null, CancellationToken cancellation = default) =>
        Run(folder, arguments, _ => { }, watch, cancellation);

    /// <summary>The same, told of every line that the program writes to standard output.</summary>
    public string Run(string folder, IEnumerable<string> arguments, Action<string> said, CancellationToken cancellation = default) =>
        Run(folder, arguments, said, null, cancellation);

    private string Run(string folder, IEnumerable<string> arguments, Action<string> heard, Action? watch, CancellationToken cancellation)
    {
        string[] all = [.. arguments];
        var start = new ProcessStartInfo(path, all)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        var errors = new StringBuilder();
        process.OutputDataReceived += (_, e) =>
        {
            Append(output, e.Data);
            if (e.Data is { } line)
                heard(line);
        };
        process.ErrorDataReceived += (_, e) => Append(errors, e.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new FastAIException(ExitCode.ToolMissing, $"{path} does not start: {e.Message}", e);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.WaitForExit(200))
        {
            if (cancellation.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                cancellation.ThrowIfCancellationRequested();
            }
            watch?.Invoke();
        }
        process.WaitForExit();
        if (process.ExitCode == 0)
            return output.ToString();
        string said = (errors.ToString() + output).Trim();
        throw new FastAIException(
            ExitCode.Disagreement,
            $"{Name} {string.Join(' ', all.Take(6))} ended with code {process.ExitCode}: {(said.Length > MaxMessage ? said[^MaxMessage..] : said)}"
        );
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }
}
