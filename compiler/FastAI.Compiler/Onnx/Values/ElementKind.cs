namespace FastAI.Compiler.Onnx.Values;

/// <summary>What the elements of an ONNX tensor are; all floating-point types stand for real numbers.</summary>
internal enum ElementKind
{
    Real,
    Integer,
    Boolean,
}
