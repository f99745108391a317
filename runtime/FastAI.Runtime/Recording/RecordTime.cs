namespace FastAI.Runtime.Recording;

/// <summary>The time of a record's first sample, from bunch crossing and orbit where the recording has
/// them, else from its time stamp.</summary>
internal static class RecordTime
{
    /// <summary>Seconds since the zero of the recorder's clock; null without time.</summary>
    internal static double? Seconds(in RecordedEvent recorded, RecordingInfo info) =>
        recorded.Bc >= 0 ? (recorded.Orbit * info.OrbitLength + recorded.Bc) * info.BcPicoseconds * 1e-12
        : recorded.TimeStamp >= 0 && info.TickPicoseconds > 0 ? recorded.TimeStamp * info.TickPicoseconds * 1e-12
        : null;
}
