using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>Chooses after bits are dropped instead of before: a choice that only a right shift or a narrowing reads is
/// made of the bits that are left.</summary>
public sealed class NarrowChoices : CircuitPass
{
    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        int[] uses = CircuitUses.Count(old);
        return CircuitRewriter.Run(ref circuit, (b, map, i) =>
        {
            MuxWord? Inner(int word) => uses[word] == 1 && old.Words[word] is MuxWord mux ? mux : null;
            switch (old.Words[i])
            {
                case ShiftRightWord w when Inner(w.Input) is { } mux:
                    return b.Mux(map[mux.Condition], b.ShiftRight(map[mux.WhenTrue], w.Bits), b.ShiftRight(map[mux.WhenFalse], w.Bits));
                case WrapWord w when Inner(w.Input) is { } mux:
                    return b.Mux(
                        map[mux.Condition],
                        b.Wrap(map[mux.WhenTrue], w.Bits, w.Signed),
                        b.Wrap(map[mux.WhenFalse], w.Bits, w.Signed)
                    );
                default:
                    return b.Copy(old.Words[i], map);
            }
        });
    }
}
