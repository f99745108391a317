namespace FastAI.Model.Streaming;

/// <summary>An expression and the first element of its node that it is.</summary>
internal readonly record struct OwnExpression(int Expression, int Element);
