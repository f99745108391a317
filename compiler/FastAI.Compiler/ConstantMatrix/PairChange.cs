namespace FastAI.Compiler.ConstantMatrix;

/// <summary>A change of what one row contributes to the gains of a pair: lists of moves, 0 for none.</summary>
internal struct PairChange
{
    public long Pair;
    public int Place;
    public int Old;
    public int New;
}
