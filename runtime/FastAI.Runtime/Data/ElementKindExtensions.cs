namespace FastAI.Runtime.Data;

public static class ElementKindExtensions
{
    private static ReadOnlySpan<byte> Shifts => [0, 0, 0, 1, 1, 2, 2, 3, 3, 1, 2, 3];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementKind kind) => 1 << kind.SizeShift();

    /// <summary>Base-2 logarithm of <see cref="Size"/>: elements are counted without a division.</summary>
    internal static int SizeShift(this ElementKind kind) => Shifts[(int)kind];

    /// <summary>Whether every value of the kind is an integer, booleans being 0 and 1.</summary>
    public static bool IsInteger(this ElementKind kind) => kind is not (ElementKind.Float16 or ElementKind.Float32 or ElementKind.Float64);
}
