using System.Globalization;
using System.Text;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording.Writing;

/// <summary>Writes the samples as an array [records, samples]; the header is completed at the end, when the records are counted.</summary>
internal sealed class NpyRecordingWriter(string path) : RecordingWriter(path)
{
    private const int HeaderBytes = 128;

    private ElementKind kind = ElementKind.Int16;
    private int samples;

    public override bool Take(in RecordedEvent recorded)
    {
        if (Records == 0)
        {
            if (!Stream.CanSeek)
                throw Refuse("an array needs a file: its header is written last");
            kind = recorded.Samples.Kind;
            samples = recorded.Samples.Count;
            Stream.Write(new byte[HeaderBytes]);
        }
        if (recorded.Samples.Count != samples || recorded.Samples.Kind != kind)
            throw Refuse(
                $"record {recorded.Number} has {recorded.Samples.Count} samples of {recorded.Samples.Kind}, those before it {samples} of {kind}; an array needs all alike"
            );
        Stream.Write(recorded.Samples.Bytes);
        Records++;
        return true;
    }

    private protected override void Finish()
    {
        if (Records == 0)
            throw Refuse("there is no record to write");
        string type = kind switch
        {
            ElementKind.Bool => "|b1",
            ElementKind.Int8 => "|i1",
            ElementKind.UInt8 => "|u1",
            ElementKind.Float16 or ElementKind.Float32 or ElementKind.Float64 => $"<f{kind.Size()}",
            ElementKind.UInt16 or ElementKind.UInt32 or ElementKind.UInt64 => $"<u{kind.Size()}",
            _ => $"<i{kind.Size()}",
        };
        const int preamble = 10,
            text = HeaderBytes - preamble;
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({Records}, {samples}), }}"
        );
        Stream.Position = 0;
        Stream.Write([.. NpyHeader.Magic, 1, 0, text, 0, .. Encoding.ASCII.GetBytes(header.PadRight(text - 1) + "\n")]);
    }
}
