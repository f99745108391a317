using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Passes;

/// <summary>A rewriting of a fixed-point graph that keeps the mantissas of every output.</summary>
public abstract class FixedGraphPass
{
    /// <summary>The graph rewritten, and whether anything changed.</summary>
    public abstract (FixedGraph Graph, bool Changed) Run(FixedGraph graph);
}
