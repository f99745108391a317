namespace FastAI.Compiler.ConstantMatrix;

/// <summary>The cheapest graph among the states offered, by the cost computed from the graphs themselves.</summary>
internal sealed class BestGraph(ConstantMatrixProblem problem)
{
    private long _total = long.MaxValue;

    /// <summary>The cheapest graph so far; null before the first offer.</summary>
    public ShiftAddGraph? Graph { get; private set; }

    /// <summary>Builds the state's graph if its own account is below that of the states before.</summary>
    public void Offer(SearchState state)
    {
        if (state.Total < _total)
        {
            _total = state.Total;
            Offer(GraphAssembly.Build(state, problem));
        }
    }

    public void Offer(ShiftAddGraph graph)
    {
        if (Graph == null || graph.CostBits < Graph.CostBits)
        {
            Graph = graph;
        }
    }
}
