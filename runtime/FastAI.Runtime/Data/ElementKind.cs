namespace FastAI.Runtime.Data;

/// <summary>The numeric element types that an event file can hold.</summary>
public enum ElementKind
{
    Bool,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float16,
    Float32,
    Float64,
}
