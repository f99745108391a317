using System.Collections.Immutable;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Assignments that belong to one layer of the model.</summary>
internal sealed record VhdlGroup(string Layer, ImmutableArray<string> Statements);
