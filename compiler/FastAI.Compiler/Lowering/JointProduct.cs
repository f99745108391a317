using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Constant matrices that read the same words, side by side as one; equal by reference.</summary>
/// <param name="layer">The first layer that it is part of.</param>
/// <param name="input">The node that all its matrices read.</param>
/// <param name="block">All columns; position p and column m write element p Columns + m.</param>
internal sealed class JointProduct(string layer, int input, AffineBlock block)
{
    public string Layer => layer;

    public int Input => input;

    public AffineBlock Block => block;
}
