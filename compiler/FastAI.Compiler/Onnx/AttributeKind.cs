namespace FastAI.Compiler.Onnx;

/// <summary>The kinds of attribute that operators of this version have.</summary>
internal enum AttributeKind
{
    Integer,
    Real,
    Text,
    Integers,
    Reals,
    Texts,
    Tensor,
    Graph,
}
