using FastAI.Model;
using FastAI.Runtime.Latency;
using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>Firmware cycles at which the samples of records are there, counted from the first record. Sampling and firmware share their
/// clock: a sample is there at the first edge at or after its time.</summary>
internal sealed class ReplayClock
{
    /// <summary>Rounding of the conversion, which must not push a sample that comes with an edge to the next one.</summary>
    private const double Slack = 1e-6;

    /// <summary>Cycles beyond which a time is damage and no place in a recording; far from where sums of cycles end.</summary>
    private const double MostCycles = 1L << 60;

    private readonly string source;
    private readonly RecordingInfo info;
    private readonly ReplayRate rate;
    private readonly double cyclesPerPicosecond;
    private long baseBc = -1;
    private long baseTicks = -1;
    private double position;
    private double sampleDistance;
    private long ordinal;

    internal ReplayClock(string source, RecordingInfo info, ReplayRate rate, FirmwareTiming timing)
    {
        (this.source, this.info, this.rate) = (source, info, rate);
        cyclesPerPicosecond = timing.ClockMhz * 1e-6;
    }

    /// <summary>Whether records carry bunch crossings and these drive the replay.</summary>
    internal bool HasBc { get; private set; }

    /// <summary>Bunch crossing of the record's first sample, counted from that of the first record.</summary>
    internal long Bc { get; private set; }

    internal double CyclesPerBc => info.BcPicoseconds * cyclesPerPicosecond;

    internal bool IsMax => ReferenceEquals(rate, ReplayRate.Max);

    /// <summary>Moves to a record.</summary>
    /// <param name="recorded">The record.</param>
    /// <param name="perSample">Whether each of its samples makes an event, so that a stated rate is one of samples.</param>
    /// <returns>False when its bunch crossing is beyond the orbit, or its time beyond all measure.</returns>
    internal bool MoveTo(in RecordedEvent recorded, bool perSample)
    {
        if (rate.IsStated)
        {
            double distance = 1e6 / rate.Mhz * cyclesPerPicosecond;
            position = ordinal * distance;
            sampleDistance = perSample ? distance : 0;
            ordinal += perSample ? recorded.SamplesPerChannel : 1;
            return true;
        }
        HasBc = recorded.Bc >= 0 && !IsMax;
        if (IsMax)
            return true;
        double samplePicoseconds =
            info.SamplePicoseconds > 0 ? info.SamplePicoseconds
            : HasBc ? info.BcPicoseconds
            : 0;
        sampleDistance = samplePicoseconds * cyclesPerPicosecond;
        if (HasBc)
        {
            if (recorded.Bc >= info.OrbitLength)
                return false;
            long bc = recorded.Orbit * info.OrbitLength + recorded.Bc;
            if (baseBc < 0)
                baseBc = bc;
            Bc = bc - baseBc;
            position = Bc * CyclesPerBc;
            return Math.Abs(position) < MostCycles;
        }
        if (recorded.TimeStamp < 0 || info.TickPicoseconds <= 0)
            throw new FastAIException(
                ExitCode.Usage,
                $"{source}: record {recorded.Number} has no time stamp; state --rate max, or the rate in MHz"
            );
        if (baseTicks < 0)
            baseTicks = recorded.TimeStamp;
        position = (recorded.TimeStamp - baseTicks) * info.TickPicoseconds * cyclesPerPicosecond;
        return Math.Abs(position) < MostCycles;
    }

    /// <summary>The cycle at whose edge a sample of the current record is there.</summary>
    internal long Arrival(int sample) => (long)Math.Ceiling(position + sample * sampleDistance - Slack);

    /// <summary>Bunch crossing of a sample of the current record.</summary>
    internal long BcOf(int sample) => Bc + (long)Math.Floor(sample * sampleDistance / CyclesPerBc + Slack);
}
