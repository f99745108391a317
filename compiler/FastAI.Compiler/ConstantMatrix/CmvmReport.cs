using FastAI.Compiler.ConstantMatrix.Ternary;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Figures of one solved matrix, as <c>fastai cmvm</c> prints them.</summary>
/// <param name="Adders">Adders of two operands, or of up to three.</param>
/// <param name="CostBits">Sum of the adders' widths; of three operands their look-up tables.</param>
/// <param name="Depth">Adder levels.</param>
/// <param name="Seconds">Time of the search.</param>
public sealed record CmvmReport(int Adders, long CostBits, int Depth, double Seconds)
{
    /// <summary>Solves the problem and measures the time it takes.</summary>
    public static CmvmReport Run(
        ConstantMatrixProblem problem,
        CmvmOptions options,
        bool threeOperands = false,
        CancellationToken cancellation = default,
        IProgress<double>? progress = null
    )
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        if (threeOperands)
        {
            TernaryGraph three = TernarySolver.Solve(problem, options, cancellation, progress);
            return new CmvmReport(three.Nodes.Length, three.CountLuts(problem), three.Depth(problem), watch.Elapsed.TotalSeconds);
        }
        ShiftAddGraph graph = ConstantMatrixSolver.Solve(problem, options, cancellation, progress);
        return new CmvmReport(graph.Adders, graph.CostBits, graph.Depth, watch.Elapsed.TotalSeconds);
    }
}
