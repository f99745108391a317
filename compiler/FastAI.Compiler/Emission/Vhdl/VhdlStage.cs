using System.Collections.Immutable;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>The logic between two ranks of registers.</summary>
/// <param name="Number">Number of the stage, from 1.</param>
/// <param name="Variables">The words of the stage.</param>
/// <param name="Groups">Their assignments, operands first.</param>
/// <param name="Registers">What the registers behind the stage take.</param>
/// <param name="Instances">Instances that compute words of the stage.</param>
/// <param name="Cells">Instances of tables that compute words of the stage.</param>
/// <param name="Carries">Carry chains of comparisons.</param>
internal sealed record VhdlStage(
    int Number,
    ImmutableArray<VhdlSignal> Variables,
    ImmutableArray<VhdlGroup> Groups,
    ImmutableArray<string> Registers,
    ImmutableArray<VhdlInstance> Instances,
    ImmutableArray<VhdlLutCell> Cells,
    ImmutableArray<VhdlCarryCell> Carries
);
