namespace FastAI.Compiler.Emission.Hls;

/// <summary>What channels keep from one sample to the next: a static array with a place for each.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
internal sealed record HlsState(string Name, string Type);
