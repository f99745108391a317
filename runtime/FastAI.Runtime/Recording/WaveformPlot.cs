using System.Globalization;

namespace FastAI.Runtime.Recording;

/// <summary>Draws a waveform in characters: each column spans the samples that fall into it.</summary>
internal static class WaveformPlot
{
    private const int Columns = 72;
    private const int Height = 12;

    internal static IEnumerable<string> Rows(ReadOnlySpan<double> waveform)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double sample in waveform)
            (low, high) = (Math.Min(low, sample), Math.Max(high, sample));
        double scale = high > low ? (Height - 1) / (high - low) : 0;
        int columns = Math.Min(Columns, waveform.Length);
        var cells = new char[Height, columns];
        for (int c = 0; c < columns; c++)
        {
            int from = (int)((long)c * waveform.Length / columns),
                to = Math.Max(from + 1, (int)((long)(c + 1) * waveform.Length / columns));
            double bottom = double.PositiveInfinity,
                top = double.NegativeInfinity;
            foreach (double sample in waveform[from..to])
                (bottom, top) = (Math.Min(bottom, sample), Math.Max(top, sample));
            int lowRow = (int)Math.Round((bottom - low) * scale),
                highRow = (int)Math.Round((top - low) * scale);
            for (int r = lowRow; r <= highRow; r++)
                cells[r, c] = lowRow == highRow ? '-' : '|';
        }
        var rows = new List<string>();
        for (int r = Height - 1; r >= 0; r--)
        {
            string label =
                r == Height - 1 ? high.ToString("G6", CultureInfo.InvariantCulture)
                : r == 0 ? low.ToString("G6", CultureInfo.InvariantCulture)
                : "";
            rows.Add(
                $"{label, 10} {new string([.. Enumerable.Range(0, columns).Select(c => cells[r, c] == 0 ? ' ' : cells[r, c])]).TrimEnd()}".TrimEnd()
            );
        }
        return rows;
    }
}
