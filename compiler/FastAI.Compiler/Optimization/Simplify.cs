using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Derives all intervals anew, with operands that depend on each other, folds what that makes constant, removes words that no output
/// depends on, and merges what is equal across layers and positions.
/// </summary>
public sealed class Simplify : CircuitPass
{
    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit = Tighten(circuit);
        bool changed = CircuitRewriter.Run(ref circuit, (builder, map, i) => old.Words[i].Range.IsConstant && old.Words[i] is not InputWord
            ? builder.Constant((long)old.Words[i].Range.Low)
            : builder.Copy(old.Words[i], map));
        if (changed) circuit = Tighten(circuit);
        return changed;
    }

    private static Circuit Tighten(Circuit circuit) => circuit with { Words = [.. AffineRanges.Tighten(circuit.Words)] };
}
