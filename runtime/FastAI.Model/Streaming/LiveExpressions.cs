namespace FastAI.Model.Streaming;

/// <summary>Which expressions the results depend on, and for how many ticks each must be kept.</summary>
internal sealed class LiveExpressions
{
    private readonly bool[] live;
    private readonly int[] depth;

    private LiveExpressions(ExpressionTable expressions) => (live, depth) = (new bool[expressions.GroupCount], new int[expressions.Count]);

    /// <param name="graph">The graph.</param>
    /// <param name="analysis">Its expressions.</param>
    public static LiveExpressions Of(FixedGraph.FixedGraph graph, DelayAnalysis analysis)
    {
        var expressions = analysis.Expressions;
        var result = new LiveExpressions(expressions);
        foreach (var output in graph.Outputs)
        foreach (var element in analysis[output.Node])
            result.Read(expressions, element);
        // Operands have smaller groups.
        for (int g = expressions.GroupCount - 1; g >= 0; g--)
        {
            if (!result.live[g])
                continue;
            foreach (var operand in expressions.OperandsOf(g))
                if (operand.Expression >= 0)
                    result.Read(expressions, operand);
        }
        return result;
    }

    public bool IsLive(int group) => live[group];

    /// <summary>The greatest number of ticks after which the expression is still read; 0: only when it is new.</summary>
    public int Depth(int expression) => depth[expression];

    private void Read(ExpressionTable expressions, Delayed element)
    {
        live[expressions.GroupIndexOf(element.Expression)] = true;
        if (element.Delay != Delayed.Any)
            depth[element.Expression] = Math.Max(depth[element.Expression], element.Delay);
    }
}
