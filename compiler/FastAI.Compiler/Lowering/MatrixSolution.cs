using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;

namespace FastAI.Compiler.Lowering;

/// <summary>The adders of a constant matrix: of two operands each, or of up to three.</summary>
internal readonly record struct MatrixSolution(ConstantMatrixProblem Problem, ShiftAddGraph? Two, TernaryGraph? Three)
{
    public string Description =>
        Two is { } two ? $"{two.Adders} adders, {two.CostBits} bits" : $"{Three!.Nodes.Length} adders of up to three operands";
}
