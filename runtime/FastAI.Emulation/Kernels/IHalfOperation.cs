namespace FastAI.Emulation.Kernels;

/// <summary>An operation on pairs of 16-bit elements, modulo 2^16.</summary>
internal interface IHalfOperation<V>
    where V : struct
{
    /// <summary>Whether the second operand does not matter.</summary>
    static abstract bool IsUnary { get; }

    static abstract V Of(V a, V b);
}
