namespace Scriban.Syntax;

internal enum BinaryOperator
{
    Coalesce,
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    DivideRound,
    Modulus,
    RangeInclude,
    RangeExclude,
}
