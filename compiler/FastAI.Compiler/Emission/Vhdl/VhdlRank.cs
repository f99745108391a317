using System.Collections.Immutable;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>The registers behind one stage.</summary>
internal sealed record VhdlRank(int Number, ImmutableArray<VhdlSignal> Signals);
