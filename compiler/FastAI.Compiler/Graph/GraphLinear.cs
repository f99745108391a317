using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>
/// Any constant linear map plus a constant: Gemm, MatMul by a constant, Conv, ConvTranspose, BatchNormalization, averages, sums,
/// scales, Resize.
/// </summary>
public sealed record GraphLinear(string Name, Shape Shape, Origin Origin, int Input, ImmutableArray<LinearBlock> Blocks)
    : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Input];
}
