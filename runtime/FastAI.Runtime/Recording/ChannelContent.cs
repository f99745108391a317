namespace FastAI.Runtime.Recording;

/// <summary>What one channel of a recording holds.</summary>
/// <param name="Board">Board number.</param>
/// <param name="Channel">Channel of the board.</param>
/// <param name="Name">Name in the channel map; empty without one.</param>
/// <param name="Records">Records with samples of this channel.</param>
/// <param name="Samples">Their samples.</param>
/// <param name="Min">Smallest sample.</param>
/// <param name="Max">Largest sample.</param>
/// <param name="Mean">Mean of all samples.</param>
/// <param name="Rms">Standard deviation of all samples.</param>
public sealed record ChannelContent(
    int Board,
    int Channel,
    string Name,
    long Records,
    long Samples,
    double Min,
    double Max,
    double Mean,
    double Rms
);
