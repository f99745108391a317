namespace Scriban.Syntax;

/// <param name="Default">The value if no argument is given; null if one must be.</param>
internal sealed record FunctionParameter(string Name, LiteralExpression? Default);
