using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>Removes words that no output depends on, folds what narrower intervals made constant, and merges what is equal across layers and positions.</summary>
public sealed class Simplify : CircuitPass
{
    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        return CircuitRewriter.Run(ref circuit, (builder, map, i) => old.Words[i].Range.IsConstant && old.Words[i] is not InputWord
            ? builder.Constant((long)old.Words[i].Range.Low)
            : builder.Copy(old.Words[i], map));
    }
}
