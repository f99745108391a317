namespace FastAI.Runtime.Recording.Integrity;

/// <summary>Where a record is: byte, length, orbit and bunch crossing and the recorder's time (-1 where unknown).</summary>
internal readonly record struct RecordPlace(long Offset, long Bytes, long Orbit = -1, int Bc = -1, long Time = -1);
