namespace FastAI.Compiler.ConstantMatrix;

/// <summary>The cheapest graph among the states offered, by the cost computed from the graphs themselves: bits, and at their price the
/// registers that would stand after every level.</summary>
internal sealed class BestGraph(ConstantMatrixProblem problem, double registerPrice)
{
    private double _offered = double.MaxValue;
    private double _cost;

    /// <summary>The cheapest graph so far; null before the first offer.</summary>
    public ShiftAddGraph? Graph { get; private set; }

    /// <summary>Builds the state's graph if its own account is below that of the states before.</summary>
    public void Offer(SearchState state)
    {
        if (state.Objective is var objective && objective < _offered)
        {
            _offered = objective;
            Offer(GraphAssembly.Build(state, problem));
        }
    }

    public void Offer(ShiftAddGraph graph)
    {
        double cost = graph.CostBits + (registerPrice > 0 ? registerPrice * ShiftAddRegisters.Of(graph, problem) : 0);
        if (Graph == null || cost < _cost)
        {
            (Graph, _cost) = (graph, cost);
        }
    }
}
