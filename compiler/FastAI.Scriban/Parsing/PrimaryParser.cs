using System.Globalization;
using Scriban.Functions;
using Scriban.Syntax;

namespace Scriban.Parsing;

/// <summary>Parses literals, variables and what follows them without a space: members, elements and calls with parentheses.</summary>
internal sealed class PrimaryParser(TokenReader tokens, ExpressionParser expressions)
{
    private Token Current => tokens.Current;

    /// <summary>A value with its members, elements and calls.</summary>
    public Expression Parse() => ParseRest(true);

    /// <summary>The same without calls: the parentheses after <c>func name</c> hold parameters.</summary>
    public Expression ParsePath() => ParseRest(false);

    private Expression ParseRest(bool calls)
    {
        int start = Current.Start;
        Expression value = ParseValue();
        while (Current.Type == TokenType.Symbol)
        {
            if (Current.Value == ".") value = ParseMember(start, value);
            else if (Current.Value == "[" && !Current.AfterSpace) value = ParseElement(start, value);
            else if (Current.Value == "(" && !Current.AfterSpace && calls) value = ParseCall(start, value);
            else if (Current.Value == "?.") throw tokens.Error(Current, "`?.` is outside the supported subset of Scriban; test for null");
            else break;
            expressions.Checked(value);
        }

        return value;
    }

    private MemberExpression ParseMember(int start, Expression owner)
    {
        tokens.Take();
        if (Current.Type != TokenType.Identifier) throw tokens.Unexpected("the name of a member after `.`");
        Token name = tokens.Take();
        string? error = owner is GlobalVariable variable ? Builtins.Check(variable.Name, name.Value) : null;
        if (error is not null) throw tokens.Error(tokens.SpanFrom(start), error);
        return new MemberExpression(tokens.SpanFrom(start), owner, name.Value);
    }

    private IndexExpression ParseElement(int start, Expression owner)
    {
        tokens.Take();
        Expression index = expressions.Parse();
        tokens.Expect("]", "after the index");
        return new IndexExpression(tokens.SpanFrom(start), owner, index);
    }

    private CallExpression ParseCall(int start, Expression function)
    {
        if (function is not PathExpression target) throw tokens.Error(Current, "Only a function can be called");
        tokens.Take();
        Expression[] arguments = ParseItems(")", "argument");
        return new CallExpression(tokens.SpanFrom(start), target, arguments);
    }

    private Expression ParseValue()
    {
        switch (Current.Type)
        {
            case TokenType.Integer:
                return ParseInteger();
            case TokenType.Float:
                Token number = tokens.Take();
                return new LiteralExpression(tokens.SpanOf(number), double.Parse(number.Value, CultureInfo.InvariantCulture));
            case TokenType.String:
                Token text = tokens.Take();
                return new LiteralExpression(tokens.SpanOf(text), text.Value);
            case TokenType.Local:
                return ParseLocal();
            case TokenType.Identifier:
                return ParseVariable();
            case TokenType.Symbol when Current.Value == "(":
                return ParseParentheses();
            case TokenType.Symbol when Current.Value == "[":
                return ParseArray();
            case TokenType.Symbol when Current.Value == "{":
                return ParseObject();
            default:
                throw tokens.Unexpected("an expression");
        }
    }

    private LiteralExpression ParseInteger()
    {
        Token token = tokens.Take();
        bool isHex = token.Value.StartsWith("0x", StringComparison.Ordinal);
        ReadOnlySpan<char> digits = token.Value.AsSpan(isHex ? 2 : 0);
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        bool fits = long.TryParse(digits, style, CultureInfo.InvariantCulture, out long value) && value >= 0;
        if (!fits) throw tokens.Error(token, "This integer does not fit 64 bits");
        return new LiteralExpression(tokens.SpanOf(token), Runtime.Boxed.Of(value));
    }

    private PathExpression ParseLocal()
    {
        Token token = tokens.Take();
        if (token.Value.Length == 0) return new ArgumentVariable(tokens.SpanOf(token), -1);
        if (!char.IsAsciiDigit(token.Value[0])) return new LocalVariable(tokens.SpanOf(token), token.Value);
        return byte.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out byte index)
            ? new ArgumentVariable(tokens.SpanOf(token), index)
            : throw tokens.Error(token, $"`${token.Value}` is neither an argument, `$0` to `$255`, nor a variable");
    }

    private Expression ParseVariable()
    {
        if (Current.Value == "for" && tokens.Peek().Is(".")) return ParseLoopMember();
        if (Current.Value is "null" or "true" or "false")
        {
            Token literal = tokens.Take();
            return new LiteralExpression(tokens.SpanOf(literal), literal.Value switch { "true" => true, "false" => false, _ => null });
        }

        ExpressionParser.CheckName(tokens, Current);
        Token name = tokens.Take();
        return new GlobalVariable(tokens.SpanOf(name), name.Value);
    }

    private LoopMember ParseLoopMember()
    {
        int start = tokens.Take().Start;
        tokens.Take();
        if (Current.Type != TokenType.Identifier || !LoopMember.Names.Contains(Current.Value))
        {
            throw tokens.Unexpected($"one of {string.Join(", ", LoopMember.Names.Select(name => $"`{name}`"))} after `for.`");
        }

        string member = tokens.Take().Value;
        return new LoopMember(tokens.SpanFrom(start), member);
    }

    private Expression ParseParentheses()
    {
        tokens.Take();
        Expression value = expressions.Parse();
        tokens.Expect(")", "to close the parenthesis");
        return value;
    }

    private ArrayExpression ParseArray()
    {
        int start = Current.Start;
        tokens.IgnoreNewLines();
        tokens.Take();
        Expression[] items = ParseItems("]", "item", tokens.HeedNewLines);
        return expressions.Checked(new ArrayExpression(tokens.SpanFrom(start), items));
    }

    private ObjectExpression ParseObject()
    {
        int start = Current.Start;
        tokens.IgnoreNewLines();
        tokens.Take();
        var members = new List<(string, Expression)>();
        while (!Current.Is("}"))
        {
            if (Current.Type is not (TokenType.Identifier or TokenType.String)) throw tokens.Unexpected("the name of a member, or `}`");
            string name = tokens.Take().Value;
            tokens.Expect(":", "after the name of a member");
            members.Add((name, expressions.Parse()));
            if (!Current.Is("}")) tokens.Expect(",", "or `}` after a member");
        }

        tokens.HeedNewLines();
        tokens.Take();
        return expressions.Checked(new ObjectExpression(tokens.SpanFrom(start), [.. members]));
    }

    /// <summary>Items up to the closing symbol, which is taken.</summary>
    private Expression[] ParseItems(string closing, string kind, Action? beforeClosing = null)
    {
        var items = new List<Expression>();
        while (!Current.Is(closing))
        {
            items.Add(expressions.Parse());
            if (!Current.Is(closing)) tokens.Expect(",", $"or `{closing}` after an {kind}");
        }

        beforeClosing?.Invoke();
        tokens.Take();
        return [.. items];
    }
}
