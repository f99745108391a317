namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Figures of one solved matrix, as <c>fastai cmvm</c> prints them.</summary>
/// <param name="Adders">Two-operand adders.</param>
/// <param name="CostBits">Sum of the adders' widths.</param>
/// <param name="Depth">Adder levels.</param>
/// <param name="Seconds">Time of the search.</param>
public sealed record CmvmReport(int Adders, long CostBits, int Depth, double Seconds)
{
    /// <summary>Solves the problem and measures the time it takes.</summary>
    public static CmvmReport Run(ConstantMatrixProblem problem, CmvmOptions options, CancellationToken cancellation = default)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        ShiftAddGraph graph = ConstantMatrixSolver.Solve(problem, options, cancellation);
        return new CmvmReport(graph.Adders, graph.CostBits, graph.Depth, watch.Elapsed.TotalSeconds);
    }
}
