namespace FastAI.Compiler.Lowering;

/// <summary>A matrix that is to be searched.</summary>
/// <param name="Layer">The first layer that it is part of.</param>
/// <param name="Places">How often its adders may stand in the design.</param>
internal sealed record MatrixSearch(string Layer, int Places);
