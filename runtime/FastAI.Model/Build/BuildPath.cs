namespace FastAI.Model.Build;

/// <summary>The longest path between two registers, which binds the clock.</summary>
/// <param name="Stage">Pipeline stage that it stands in, from 1.</param>
/// <param name="Nanoseconds">Time of its logic by the device's delay model.</param>
/// <param name="Layer">Layer that takes the largest part of it.</param>
/// <param name="LayerNanoseconds">That part.</param>
public sealed record BuildPath(int Stage, double Nanoseconds, string Layer, double LayerNanoseconds);
