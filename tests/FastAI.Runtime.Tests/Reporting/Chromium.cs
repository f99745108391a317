using System.Diagnostics;
using FastAI.Testing;

namespace FastAI.Runtime.Tests.Reporting;

/// <summary>Opens a page in headless Chromium and gives back its document and what its console said.</summary>
internal static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    internal static (string Document, string Console) Open(string page)
    {
        string profile = Path.Combine(Path.GetTempPath(), "fastai-" + Guid.NewGuid().ToString("N"));
        var start = new ProcessStartInfo(Workspace.Tool("chromium")) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--user-data-dir=" + profile, "--enable-logging=stderr", "--virtual-time-budget=5000", "--window-size=1000,800", "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
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
            return (document.Result, string.Join('\n', errors.Result.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))));
        }
        finally
        {
            if (Directory.Exists(profile)) Directory.Delete(profile, recursive: true);
        }
    }
}
