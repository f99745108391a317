using System.Globalization;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Turns the share of a search that is done into a line for each percent.</summary>
/// <param name="what">What is searched.</param>
/// <param name="progress">Gets the lines.</param>
public sealed class PercentProgress(string what, IProgress<string> progress) : IProgress<double>
{
    private int shown = -1;

    public void Report(double value)
    {
        int percent = (int)(100 * value);
        if (percent <= shown)
            return;
        shown = percent;
        progress.Report(string.Create(CultureInfo.InvariantCulture, $"{what}: {percent} % searched"));
    }
}
