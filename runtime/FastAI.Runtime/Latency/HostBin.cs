namespace FastAI.Runtime.Latency;

/// <summary>How many events this computer took so long for.</summary>
/// <param name="Ns">Upper edge of the bin; the lower one is 10 % below.</param>
/// <param name="Events">How many.</param>
public sealed record HostBin(double Ns, long Events);
