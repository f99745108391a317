using System.Diagnostics;
using FastAI.Testing;

namespace FastAI.Runtime.Tests.Reporting;

/// <summary>Opens a page in headless Chromium and gives back its document and what its console said.</summary>
internal static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="page">The file.</param>
    /// <param name="width">Width of the window.</param>
    internal static (string Document, string Console) Open(string page, int width = 1000) =>
        Run(page, $"--window-size={width},800", "--dump-dom");

    /// <summary>Prints a page.</summary>
    internal static byte[] Print(string page, string to)
    {
        Run(page, "--window-size=1400,900", "--no-pdf-header-footer", "--print-to-pdf=" + to);
        return File.ReadAllBytes(to);
    }

    private static (string Document, string Console) Run(string page, params string[] what)
    {
        string profile = Path.Combine(Path.GetTempPath(), "fastai-" + Guid.NewGuid().ToString("N"));
        var start = new ProcessStartInfo(Workspace.Tool("chromium")) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--user-data-dir=" + profile,
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
            .. what,
            new Uri(page).AbsoluteUri,
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var document = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException("chromium did not finish");
            }
            return (
                document.Result,
                string.Join('\n', errors.Result.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal)))
            );
        }
        finally
        {
            if (Directory.Exists(profile))
                Directory.Delete(profile, recursive: true);
        }
    }
}
