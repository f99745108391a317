using System.Buffers.Text;
using System.Globalization;
using System.Text;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording.Writing;

/// <summary>Writes the samples as text, one record per line.</summary>
/// <param name="path">The file.</param>
/// <param name="header">A first line that names the columns; null without.</param>
internal sealed class CsvRecordingWriter(string path, string? header = null) : RecordingWriter(path)
{
    private const int LongestNumber = 32;

    private long[] integers = [];
    private double[] reals = [];
    private byte[] line = [];

    public override bool Take(in RecordedEvent recorded)
    {
        var samples = recorded.Samples;
        if (Records == 0 && header is not null)
            Stream.Write(Encoding.ASCII.GetBytes(header + "\n"));
        if (line.Length < samples.Count * LongestNumber)
        {
            line = new byte[samples.Count * LongestNumber];
            integers = new long[samples.Count];
            reals = new double[samples.Count];
        }
        bool whole = samples.Kind.IsInteger();
        if (whole)
            samples.CopyTo(integers);
        else
            samples.CopyTo(reals);
        int at = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            if (i > 0)
                line[at++] = (byte)',';
            int written;
            if (whole)
                Utf8Formatter.TryFormat(integers[i], line.AsSpan(at), out written);
            else
                written = Encoding.ASCII.GetBytes(reals[i].ToString("R", CultureInfo.InvariantCulture), line.AsSpan(at));
            at += written;
        }
        Stream.Write(line.AsSpan(0, at));
        Stream.WriteByte((byte)'\n');
        Records++;
        return true;
    }

    private protected override void Finish()
    {
        if (Records == 0)
            throw Refuse("there is no record to write");
    }
}
