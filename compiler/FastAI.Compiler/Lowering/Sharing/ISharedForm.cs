using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Lowering.Sharing;

/// <summary>A constant matrix of which each phase of an event computes a part.</summary>
internal interface ISharedForm
{
    ProductForm Form { get; }

    /// <summary>Makes the sums.</summary>
    /// <param name="input">Words of the elements that the matrix reads.</param>
    /// <param name="sums">Takes the words of the sums, where the block's output map says.</param>
    /// <param name="builder">Makes the words.</param>
    void Lower(int[] input, int[] sums, CircuitBuilder builder);
}
