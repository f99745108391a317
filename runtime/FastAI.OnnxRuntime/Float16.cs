namespace Microsoft.ML.OnnxRuntime;

/// <summary>An IEEE 754 binary16 element of a tensor, as its bits.</summary>
public readonly record struct Float16(ushort value)
{
    public static explicit operator float(Float16 half) => (float)BitConverter.UInt16BitsToHalf(half.value);

    public static explicit operator Float16(float number) => new(BitConverter.HalfToUInt16Bits((Half)number));
}
