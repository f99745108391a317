namespace FastAI.Runtime.Recording;

/// <summary>One entry of a channel map.</summary>
/// <param name="Board">Board number.</param>
/// <param name="Channel">Channel of the board.</param>
/// <param name="Bits">Bits of the converter; 0 where unknown.</param>
/// <param name="Name">Name in the detector; may be empty.</param>
public sealed record RecordingChannel(int Board, int Channel, int Bits, string Name);
