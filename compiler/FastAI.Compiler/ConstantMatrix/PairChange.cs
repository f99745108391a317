namespace FastAI.Compiler.ConstantMatrix;

/// <summary>One row's coefficients of two nodes before and after a change; 0 where a node is absent.</summary>
internal struct PairChange
{
    public int U;
    public int V;
    public int Block;
    public long OldU;
    public long OldV;
    public long NewU;
    public long NewV;

    /// <summary>The change with the lower node first; one node with itself when u = v.</summary>
    public static PairChange Of(int u, long oldU, long newU, int v, long oldV, long newV) =>
        u <= v
            ? new PairChange
            {
                U = u,
                V = v,
                OldU = oldU,
                OldV = oldV,
                NewU = newU,
                NewV = newV,
            }
            : new PairChange
            {
                U = v,
                V = u,
                OldU = oldV,
                OldV = oldU,
                NewU = newV,
                NewV = newU,
            };

    public readonly bool Had => OldU != 0 && OldV != 0;

    public readonly bool Has => NewU != 0 && NewV != 0;
}
