using System.Collections.Immutable;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Words that are computed once an event, or once in each of its phases.</summary>
/// <param name="Phases">Number of phases of a loop; 0 for words that are computed once.</param>
/// <param name="Arrays">What is kept of each phase behind the loop.</param>
/// <param name="Groups">Definitions of the words, operands first.</param>
internal sealed record HlsSection(int Phases, ImmutableArray<HlsState> Arrays, ImmutableArray<HlsGroup> Groups);
