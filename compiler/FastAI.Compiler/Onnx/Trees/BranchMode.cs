namespace FastAI.Compiler.Onnx.Trees;

/// <summary>The tests of ONNX's decision trees, in the order of their numbers in TreeEnsemble.</summary>
internal enum BranchMode
{
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    Equal,
    NotEqual,

    /// <summary>The element is one of several values.</summary>
    Member,
}
