using System.Runtime.InteropServices;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording.Writing;

/// <summary>Converts any recording to own frames. Results of the recorder's firmware have no place in them.</summary>
internal sealed class FrameRecordingWriter(string path, RecordingInfo info) : RecordingWriter(path)
{
    private FrameWriter? frames;
    private long[] wide = [];
    private int[] narrow = [];

    public override bool Take(in RecordedEvent recorded)
    {
        Begin();
        if (recorded.Channels > ushort.MaxValue || recorded.Board > ushort.MaxValue || recorded.Channel > ushort.MaxValue)
            throw Refuse("own frames number boards and channels up to 65535");
        var flags =
            (recorded.Bc >= 0 ? FrameFlags.HasBc : 0)
            | (recorded.TimeStamp >= 0 ? FrameFlags.HasTime : 0)
            | (recorded.IsContinuous ? FrameFlags.Continuous : 0);
        frames!.Append(
            new FrameHeader
            {
                Kind = FrameKind.Data,
                Flags = flags,
                EventNumber = (uint)recorded.Number,
                TimeStamp = (ulong)Math.Max(0, recorded.TimeStamp),
                Orbit = (uint)Math.Max(0, recorded.Orbit),
                Bc = (ushort)Math.Max(0, recorded.Bc),
                Board = (ushort)recorded.Board,
                Channel = (ushort)recorded.Channel,
                Channels = (ushort)recorded.Channels,
            },
            Holdable(recorded)
        );
        Records++;
        return true;
    }

    private protected override void Finish()
    {
        Begin();
        frames!.Complete();
    }

    private static ulong Femtoseconds(double picoseconds) => (ulong)Math.Round(picoseconds * 1000);

    private void Begin() =>
        frames ??= new FrameWriter(
            Stream,
            new RunHeader
            {
                Run = (uint)Math.Max(0, info.Run),
                TickFemtoseconds = Femtoseconds(info.TickPicoseconds),
                SampleFemtoseconds = Femtoseconds(info.SamplePicoseconds),
                BcFemtoseconds = Femtoseconds(info.BcPicoseconds),
                OrbitLength = (ushort)info.OrbitLength,
                Channels = info.Channels,
            }
        );

    /// <summary>The samples as they are, or in 32 bits where their kind is wider than their values.</summary>
    private SampleSpan Holdable(in RecordedEvent recorded)
    {
        var samples = recorded.Samples;
        if (FrameHeader.CanHold(samples.Kind))
            return samples;
        if (!samples.Kind.IsInteger())
            throw Refuse(
                $"record {recorded.Number} has samples of kind {samples.Kind}; own frames hold integers of at most 32 bits (write .npy or .csv)"
            );
        if (wide.Length < samples.Count)
            (wide, narrow) = (new long[samples.Count], new int[samples.Count]);
        samples.CopyTo(wide);
        for (int i = 0; i < samples.Count; i++)
        {
            narrow[i] = wide[i] is >= int.MinValue and <= int.MaxValue
                ? (int)wide[i]
                : throw Refuse(
                    $"sample {i} of record {recorded.Number} is {wide[i]}; own frames hold integers of at most 32 bits (write .npy or .csv)"
                );
        }
        return new SampleSpan(ElementKind.Int32, MemoryMarshal.AsBytes(narrow.AsSpan(0, samples.Count)));
    }
}
