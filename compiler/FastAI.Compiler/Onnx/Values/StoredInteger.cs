namespace FastAI.Compiler.Onnx.Values;

/// <summary>The integer type that ONNX states for a tensor: what a quantised number saturates to.</summary>
/// <param name="Signed">Whether it is two's complement.</param>
/// <param name="Bits">Its width.</param>
internal readonly record struct StoredInteger(bool Signed, int Bits)
{
    public long Low => Signed ? -(1L << (Bits - 1)) : 0;

    public long High => (1L << (Signed ? Bits - 1 : Bits)) - 1;
}
