using System.Globalization;

namespace FastAI.Runtime.Recording;

/// <summary>One damage and where it is.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">First byte concerned, in the unpacked recording.</param>
/// <param name="Bytes">How many bytes are lost; 0 where none is.</param>
/// <param name="Record">Records delivered before it.</param>
/// <param name="Number">The recorder's number of the record concerned, or of the last one before; -1 before the first.</param>
/// <param name="Orbit">Orbit at that record; -1 where unknown.</param>
/// <param name="Bc">Bunch crossing at that record; -1 where unknown.</param>
/// <param name="Detail">One clause of explanation.</param>
public sealed record RecordingFault(FaultKind Kind, long Offset, long Bytes, long Record, long Number, long Orbit, int Bc, string Detail)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"byte {Offset}, record {Record}{(Number >= 0 ? $" (number {Number})" : "")}{(Bc >= 0 ? $", orbit {Orbit} BC {Bc}" : "")}: {Detail}"
        );
}
