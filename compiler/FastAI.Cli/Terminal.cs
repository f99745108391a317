using System.Diagnostics;
using System.Globalization;

namespace FastAI.Cli;

/// <summary>Messages and progress on standard error; results go to standard output and never pass through here.</summary>
public static class Terminal
{
    private static readonly bool Interactive = !Console.IsErrorRedirected;
    private static int progressWidth;

    /// <summary>One line that says what is wrong.</summary>
    public static void Error(string message)
    {
        ClearProgress();
        Console.Error.WriteLine("fastai: " + message.ReplaceLineEndings(" "));
    }

    /// <summary>One line worth knowing.</summary>
    public static void Note(string message)
    {
        ClearProgress();
        Console.Error.WriteLine(message);
    }

    /// <summary>Shows what is being done, in place; silent when standard error is not a terminal.</summary>
    public static IProgress<string> Progress { get; } = new InPlace();

    /// <summary>Removes the progress line, if one is shown.</summary>
    public static void ClearProgress()
    {
        if (progressWidth == 0)
            return;
        Console.Error.Write("\r" + new string(' ', progressWidth) + "\r");
        progressWidth = 0;
    }

    private sealed class InPlace : IProgress<string>
    {
        private readonly Lock gate = new();
        private readonly Stopwatch clock = Stopwatch.StartNew();

        public void Report(string value)
        {
            if (!Interactive)
                return;
            lock (gate)
            {
                string line = string.Create(CultureInfo.InvariantCulture, $"[{clock.Elapsed.TotalSeconds, 5:F1} s] {value}");
                Console.Error.Write("\r" + line.PadRight(progressWidth));
                progressWidth = line.Length;
            }
        }
    }
}
