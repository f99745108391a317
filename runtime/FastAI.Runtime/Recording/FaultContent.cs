namespace FastAI.Runtime.Recording;

/// <summary>A damage as it is shown.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Byte">Where, in the unpacked recording.</param>
/// <param name="LostBytes">Bytes left out.</param>
/// <param name="Record">Records delivered before it.</param>
/// <param name="Number">The recorder's number; -1 where unknown.</param>
/// <param name="Orbit">-1 where unknown.</param>
/// <param name="Bc">-1 where unknown.</param>
/// <param name="Detail">One clause of explanation.</param>
public sealed record FaultContent(string Kind, long Byte, long LostBytes, long Record, long Number, long Orbit, int Bc, string Detail)
{
    internal static FaultContent Of(RecordingFault f) =>
        new(NameOf(f.Kind), f.Offset, f.Bytes, f.Record, f.Number, f.Orbit, f.Bc, f.Detail);

    /// <summary>A kind of damage as JSON and tables name it.</summary>
    public static string NameOf(FaultKind kind) =>
        kind switch
        {
            FaultKind.StuckChannel => "stuck_channel",
            _ => kind.ToString().ToLowerInvariant(),
        };
}
