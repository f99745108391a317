using System.Numerics;
using System.Runtime.InteropServices;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording.Writing;

/// <summary>
/// Writes records that are channels, as the rows of an array are, as one continuous stream in own frames: a sample of every channel in each
/// bunch crossing, from orbit 0 on. What comes channel after channel leaves in the order of time, so that all of it is in memory.
/// </summary>
public sealed class ContinuousRecordingWriter(string path, RecordingInfo info) : RecordingWriter(path)
{
    /// <summary>Bunch crossings of a frame; 99 frames make an orbit of the LHC.</summary>
    private const int Ticks = 36;

    private const long MostSamples = 1L << 27;

    private readonly List<int[]> channels = [];
    private long[] wide = [];

    public override bool Take(in RecordedEvent recorded)
    {
        int ticks = recorded.Samples.Count;
        if (!recorded.Samples.Kind.IsInteger())
            throw Refuse(
                $"record {recorded.Number} has samples of kind {recorded.Samples.Kind}; own frames hold integers of at most 32 bits"
            );
        if (channels.Count > 0 && ticks != channels[0].Length)
            throw Refuse(
                $"record {recorded.Number} has {ticks} samples, those before it {channels[0].Length}: channels of a continuous stream are equally long"
            );
        if (
            channels.Count == ushort.MaxValue
            || (channels.Count + 1L) * Math.Max(ticks, Ticks) > MostSamples
            || (channels.Count + 1) * Ticks * sizeof(int) > FrameHeader.MaxPayload
        )
            throw Refuse(
                $"{channels.Count + 1} channels of {ticks} samples are too many to bring into the order of time: convert them in parts"
            );
        if (wide.Length < ticks)
            wide = new long[ticks];
        recorded.Samples.CopyTo(wide);
        if (wide.AsSpan(0, ticks).ContainsAnyExceptInRange(int.MinValue, int.MaxValue))
            throw Refuse($"record {recorded.Number} has samples of more than 32 bits, which own frames do not hold");
        channels.Add([.. wide.AsSpan(0, ticks).ToArray().Select(s => (int)s)]);
        return true;
    }

    private protected override void Finish()
    {
        if (channels.Count == 0)
            throw Refuse("there is no channel to write");
        var frames = new FrameWriter(
            Stream,
            new RunHeader
            {
                SampleFemtoseconds = (ulong)(1000 * info.BcPicoseconds),
                BcFemtoseconds = (ulong)(1000 * info.BcPicoseconds),
                OrbitLength = (ushort)info.OrbitLength,
            }
        );
        bool narrow = channels.All(c => !c.AsSpan().ContainsAnyExceptInRange(short.MinValue, short.MaxValue));
        for (int from = 0; from < channels[0].Length; from += Ticks, Records++)
        {
            int count = Math.Min(Ticks, channels[0].Length - from);
            var header = new FrameHeader
            {
                Kind = FrameKind.Data,
                Flags = FrameFlags.HasBc | FrameFlags.Continuous,
                EventNumber = (uint)Records,
                Orbit = (uint)(from / info.OrbitLength),
                Bc = (ushort)(from % info.OrbitLength),
                Channels = (ushort)channels.Count,
            };
            frames.Append(header, narrow ? Frame<short>(from, count, ElementKind.Int16) : Frame<int>(from, count, ElementKind.Int32));
        }
        frames.Complete();
    }

    private SampleSpan Frame<T>(int from, int count, ElementKind kind)
        where T : unmanaged, INumberBase<T>
    {
        var samples = new T[channels.Count * count];
        for (int c = 0; c < channels.Count; c++)
        for (int i = 0; i < count; i++)
            samples[c * count + i] = T.CreateTruncating(channels[c][from + i]);
        return new SampleSpan(kind, MemoryMarshal.AsBytes(samples.AsSpan()));
    }
}
