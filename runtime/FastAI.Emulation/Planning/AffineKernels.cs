using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>Which affine kernel is exact for a map, the narrowest first.</summary>
/// <param name="Storage">Storage that the kernel reads.</param>
/// <param name="NarrowProducts">Of 64-bit lanes: elements and weights fit 32 bits.</param>
internal readonly record struct AffineKernels(Storage Storage, bool NarrowProducts)
{
    /// <param name="chain">The map; its lane width says whether sums and requantisation fit 32 bits.</param>
    /// <param name="input">Type of its operand.</param>
    /// <param name="elements">Where the operand's elements are kept.</param>
    /// <param name="bytes">Whether <see cref="ByteLayers"/> found it to be one of 8 bits.</param>
    public static AffineKernels Choose(FusedAffine chain, TensorType input, Element[] elements, bool bytes)
    {
        if (bytes)
            return new(Storage.Bytes, false);
        bool weights16 = true,
            weights32 = true;
        foreach (var block in chain.Affine.Blocks)
        {
            foreach (long weight in block.Weights)
            {
                weights16 &= weight == (short)weight;
                weights32 &= weight == (int)weight;
            }
        }
        bool elements16 = input.Elements.Stored.All(e => e.Range.Low >= short.MinValue && e.Range.High <= short.MaxValue);
        bool elements32 = elements.All(e => e.Tensor.Storage != Storage.Int64);
        bool stored32 = chain.Bits == 32;
        if (stored32 && elements16 && weights16)
            return new(Storage.Pairs, false);
        if (stored32 && elements32)
            return new(Storage.Int32, false);
        return new(Storage.Int64, elements32 && weights32);
    }
}
