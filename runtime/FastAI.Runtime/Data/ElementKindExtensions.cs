namespace FastAI.Runtime.Data;

public static class ElementKindExtensions
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementKind kind) => kind switch
    {
        ElementKind.Bool or ElementKind.Int8 or ElementKind.UInt8 => 1,
        ElementKind.Int16 or ElementKind.UInt16 or ElementKind.Float16 => 2,
        ElementKind.Int32 or ElementKind.UInt32 or ElementKind.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether every value of the kind is an integer, booleans being 0 and 1.</summary>
    public static bool IsInteger(this ElementKind kind) => kind is not (ElementKind.Float16 or ElementKind.Float32 or ElementKind.Float64);
}
