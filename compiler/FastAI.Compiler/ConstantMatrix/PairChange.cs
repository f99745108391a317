namespace FastAI.Compiler.ConstantMatrix;

/// <summary>A change of what one row contributes to the gains of a pair: lists of moves, 0 for none.</summary>
internal struct PairChange
{
    public int U;
    public int V;
    public int Block;
    public int Old;
    public int New;
}
