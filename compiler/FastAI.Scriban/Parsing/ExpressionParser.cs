using Scriban.Syntax;

namespace Scriban.Parsing;

/// <summary>
/// Parses expressions. From loose to tight: pipes, the conditional, calls with arguments after spaces, binary operators, unary operators,
/// paths.
/// Where Scriban's own reading of a mixture of these is surprising, parentheses are demanded instead.
/// </summary>
internal sealed class ExpressionParser
{
    private const int MaximumDepth = 120;
    private const int LoosestPrecedence = 0;
    private const int OrPrecedence = 30;

    private static readonly HashSet<string> Keywords =
    [
        "if", "else", "end", "for", "in", "case", "when", "while", "break", "continue", "func", "import", "readonly", "with", "capture",
        "ret", "wrap", "do", "tablerow",
    ];

    private static readonly HashSet<string> UnsupportedVariables = ["this", "empty", "blank"];

    private readonly TokenReader _tokens;
    private readonly PrimaryParser _primary;
    private int _depth;

    public ExpressionParser(TokenReader tokens)
    {
        _tokens = tokens;
        _primary = new PrimaryParser(tokens, this);
    }

    private Token Current => _tokens.Current;

    /// <summary>Whether a token can be the name of a variable.</summary>
    public static void CheckName(TokenReader tokens, Token name)
    {
        if (name.Type != TokenType.Identifier) return;
        if (Keywords.Contains(name.Value))
        {
            throw tokens.Error(name, $"Unexpected keyword `{name.Value}`; a statement starts on a line of its own or after `;`");
        }

        if (UnsupportedVariables.Contains(name.Value))
        {
            throw tokens.Error(name, $"The variable `{name.Value}` is outside the supported subset of Scriban");
        }

        if (name.Value is "null" or "true" or "false") throw tokens.Error(name, $"`{name.Value}` is a value and cannot be a name");
    }

    public Expression Parse()
    {
        if (++_depth > MaximumDepth) throw TooDeep(Current);
        int start = Current.Start;
        Expression value = ParseConditional();
        while (Current.Is("|"))
        {
            _tokens.TakeBeforeNewLine();
            value = ParsePipe(start, value);
        }

        if (Current.Is("|>")) throw _tokens.Error(Current, "`|>` is outside the supported subset of Scriban; use `|`");
        _depth--;
        return value;
    }

    /// <summary>One value of <c>when</c>, which <c>||</c> ends.</summary>
    public Expression ParseMatch() => ParseBinary(OrPrecedence);

    /// <summary>A variable, member or element, without arguments after it.</summary>
    public Expression ParsePath() => _primary.ParsePath();

    /// <summary>Refuses a tree so high that evaluating it could exhaust the stack.</summary>
    public T Checked<T>(T expression)
        where T : Expression => expression.Depth <= MaximumDepth ? expression : throw TooDeep(expression.Span);

    private ParseException TooDeep(Token token) => TooDeep(_tokens.SpanOf(token));

    private ParseException TooDeep(SourceSpan span) => _tokens.Error(span, $"The expression is nested more than {MaximumDepth} deep");

    private bool StartsArgument() =>
        Current.Type is TokenType.Identifier or TokenType.Local or TokenType.Integer or TokenType.Float or TokenType.String
        || (Current.Type == TokenType.Symbol && Current.Value is "(" or "[" or "{" or "!" or "@");

    private CallExpression ParsePipe(int start, Expression first)
    {
        Token head = Current;
        Expression function = ParseUnary();
        if (function is CallExpression { Arguments: var given } explicitCall)
        {
            RefuseAfterPipe();
            return Checked(new CallExpression(_tokens.SpanFrom(start), explicitCall.Target, [first, .. given]));
        }

        if (function is not PathExpression target) throw _tokens.Error(head, "A value can be piped to a function only");
        if (!StartsArgument()) RefuseAfterPipe();
        Expression[] arguments = [first, .. ParseArguments()];
        if (Current.Is("?")) RefuseAfterPipe();
        return Checked(new CallExpression(_tokens.SpanFrom(start), target, arguments));
    }

    private void RefuseAfterPipe()
    {
        if (Current.Type == TokenType.Symbol && (Current.Value == "?" || BinaryOperators.All.ContainsKey(Current.Value)))
        {
            throw _tokens.Error(Current, $"Put the pipe before `{Current.Value}` in parentheses");
        }
    }

    private Expression ParseConditional()
    {
        int start = Current.Start;
        Expression condition = ParseCall();
        if (!Current.Is("?")) return condition;
        if (condition is MemberExpression { Name: "empty" or "blank" })
        {
            throw _tokens.Error(Current, "`.empty?` is outside the supported subset of Scriban");
        }

        _tokens.Take();
        Expression then = Parse();
        _tokens.Expect(":", "between the two values of `?`");
        Expression otherwise = Parse();
        return Checked(new ConditionalExpression(_tokens.SpanFrom(start), condition, then, otherwise));
    }

    private Expression ParseCall()
    {
        int start = Current.Start;
        bool nested = Current.Is("(");
        Expression first = ParseBinary(LoosestPrecedence);
        if (!StartsArgument()) return first;
        if (Current.Type == TokenType.Identifier) CheckName(_tokens, Current);
        if (nested || first is not PathExpression target)
        {
            throw _tokens.Error(Current, "Unexpected value after an expression; put a call within an expression in parentheses");
        }

        return Checked(new CallExpression(_tokens.SpanFrom(start), target, ParseArguments()));
    }

    private Expression[] ParseArguments()
    {
        var arguments = new List<Expression>();
        while (StartsArgument())
        {
            if (Current.Type == TokenType.Identifier && _tokens.Peek().Is(":"))
            {
                throw _tokens.Error(Current, "Named arguments are outside the supported subset of Scriban");
            }

            arguments.Add(ParseBinary(LoosestPrecedence));
        }

        return [.. arguments];
    }

    private Expression ParseBinary(int precedence)
    {
        int start = Current.Start;
        Expression left = ParseUnary();
        while (TryGetOperator(out var entry) && entry.Precedence > precedence)
        {
            Token symbol = _tokens.Take();
            if (left is RangeExpression)
            {
                throw _tokens.Error(symbol, $"A range binds tighter than `{symbol.Value}`; use parentheses: `a..(b {symbol.Value} c)`");
            }

            Expression right = ParseBinary(entry.Precedence);
            left = Checked(MakeBinary(_tokens.SpanFrom(start), entry.Operation, left, right));
        }

        RefuseOperator();
        return left;
    }

    private bool TryGetOperator(out (BinaryOperator Operation, int Precedence) entry)
    {
        entry = default;
        return Current.Type == TokenType.Symbol && BinaryOperators.All.TryGetValue(Current.Value, out entry);
    }

    private void RefuseOperator()
    {
        if (Current.Type != TokenType.Symbol) return;
        string? advice = Current.Value switch
        {
            "/" => "it gives fractions; use `//` for integers",
            "&" or "^" or "<<" or ">>" or "^^" or "?!" => "compute it in the program, not in the template",
            "+=" or "-=" or "*=" or "/=" or "//=" or "%=" or "++" or "--" => "assign with `=`",
            _ => null,
        };
        if (advice is not null)
        {
            throw _tokens.Error(Current, $"The operator `{Current.Value}` is outside the supported subset of Scriban; {advice}");
        }
    }

    private static Expression MakeBinary(SourceSpan span, BinaryOperator operation, Expression left, Expression right) => operation switch
    {
        BinaryOperator.Coalesce or BinaryOperator.And or BinaryOperator.Or => new LogicalExpression(span, operation, left, right),
        BinaryOperator.RangeInclude => new RangeExpression(span, left, right, true),
        BinaryOperator.RangeExclude => new RangeExpression(span, left, right, false),
        _ => new BinaryExpression(span, operation, left, right),
    };

    private Expression ParseUnary()
    {
        bool isUnary = Current.Type == TokenType.Symbol && Current.Value is "!" or "-" or "+" or "@";
        if (!isUnary) return _primary.Parse();
        if (++_depth > MaximumDepth) throw TooDeep(Current);
        Token symbol = _tokens.Take();
        Expression value = ParseUnary();
        _depth--;
        SourceSpan span = _tokens.SpanFrom(symbol.Start);
        return symbol.Value switch
        {
            "!" => Checked(new NotExpression(span, value)),
            "@" => new FunctionAlias(span, value as PathExpression
                ?? throw _tokens.Error(symbol, "`@` must stand before the name of a function")),
            _ => Checked(new SignExpression(span, value, symbol.Value == "-")),
        };
    }
}
