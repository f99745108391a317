namespace Scriban.Syntax;

/// <summary>The binary operators and how tightly they bind; note that a range binds tighter than arithmetic.</summary>
internal static class BinaryOperators
{
    public static readonly Dictionary<string, (BinaryOperator Operation, int Precedence)> All = new()
    {
        ["??"] = (BinaryOperator.Coalesce, 20),
        ["||"] = (BinaryOperator.Or, 30),
        ["&&"] = (BinaryOperator.And, 40),
        ["=="] = (BinaryOperator.Equal, 70),
        ["!="] = (BinaryOperator.NotEqual, 70),
        ["<"] = (BinaryOperator.Less, 80),
        ["<="] = (BinaryOperator.LessOrEqual, 80),
        [">"] = (BinaryOperator.Greater, 80),
        [">="] = (BinaryOperator.GreaterOrEqual, 80),
        ["+"] = (BinaryOperator.Add, 100),
        ["-"] = (BinaryOperator.Subtract, 100),
        ["*"] = (BinaryOperator.Multiply, 110),
        ["//"] = (BinaryOperator.DivideRound, 110),
        ["%"] = (BinaryOperator.Modulus, 110),
        [".."] = (BinaryOperator.RangeInclude, 130),
        ["..<"] = (BinaryOperator.RangeExclude, 130),
    };
}
