using System.Collections.Immutable;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Consecutive words of one layer.</summary>
internal sealed record HlsGroup(string Layer, ImmutableArray<string> Statements);
