using Scriban.Syntax;

namespace Scriban.Parsing;

/// <summary>Parses statements; expressions are left to <see cref="ExpressionParser"/>. Stops at the first error.</summary>
internal sealed class Parser
{
    private const int MaximumNesting = 60;

    private static readonly HashSet<string> Unsupported = ["while", "with", "wrap", "import", "readonly", "tablerow", "do"];

    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;
    private int _nesting;
    private int _loops;
    private bool _inFunction;

    public Parser(SourceText source)
    {
        _tokens = new TokenReader(source);
        _expressions = new ExpressionParser(_tokens);
    }

    private Token Current => _tokens.Current;

    private bool IsBetweenStatements => Current.Type is TokenType.CodeEnter or TokenType.CodeExit or TokenType.NewLine || Current.Is(";");

    /// <exception cref="ParseException">The template has an error or leaves the supported subset.</exception>
    public Block ParseTemplate()
    {
        Block body = ParseBlock();
        if (Current.Type == TokenType.Eof) return body;
        throw _tokens.Error(Current, $"This `{Current.Value}` belongs to no statement before it");
    }

    /// <summary>
    /// The statements up to <c>end</c>, <c>else</c>, <c>when</c> or the end of the template, which is left as the current token.
    /// </summary>
    private Block ParseBlock()
    {
        if (++_nesting > MaximumNesting) throw _tokens.Error(Current, $"Statements are nested more than {MaximumNesting} deep");
        var statements = new List<Statement>();
        while (Current.Type != TokenType.Eof && !Current.IsWord("end") && !Current.IsWord("else") && !Current.IsWord("when"))
        {
            if (Current.Type == TokenType.Text) statements.Add(new TextStatement(_tokens.SpanOf(Current), _tokens.Take().Value));
            else if (IsBetweenStatements) _tokens.Take();
            else statements.Add(ParseStatement());
        }

        _nesting--;
        return new Block([.. statements]);
    }

    private Statement ParseStatement()
    {
        string word = Current.Type == TokenType.Identifier ? Current.Value : "";
        if (Unsupported.Contains(word)) throw _tokens.Error(Current, $"The statement `{word}` is outside the supported subset of Scriban");
        return word switch
        {
            "if" => ParseIf(),
            "for" when !_tokens.Peek().Is(".") => ParseFor(),
            "case" => ParseCase(),
            "func" => ParseFunction(),
            "capture" => ParseCapture(),
            "ret" => ParseReturn(),
            "break" => ParseFlow(Flow.Break),
            "continue" => ParseFlow(Flow.Continue),
            _ => ParseExpressionOrAssignment(),
        };
    }

    private IfStatement ParseIf()
    {
        Token keyword = _tokens.Take();
        var branches = new List<(Expression, Block)> { ParseBranch("if") };
        Block? otherwise = null;
        while (Current.IsWord("else"))
        {
            _tokens.Take();
            if (Current.IsWord("if"))
            {
                _tokens.Take();
                branches.Add(ParseBranch("else if"));
                continue;
            }

            _tokens.ExpectEndOfStatement("after `else`");
            otherwise = ParseBlock();
            break;
        }

        return new IfStatement(ParseEnd(keyword), [.. branches], otherwise);
    }

    private (Expression Condition, Block Body) ParseBranch(string name)
    {
        Expression condition = _expressions.Parse();
        _tokens.ExpectEndOfStatement($"after the condition of `{name}`");
        return (condition, ParseBlock());
    }

    private ForStatement ParseFor()
    {
        Token keyword = _tokens.Take();
        if (Current.Type is not (TokenType.Identifier or TokenType.Local) || Current.Value.Length == 0)
        {
            throw _tokens.Unexpected("a variable after `for`");
        }

        ExpressionParser.CheckName(_tokens, Current);
        Token variable = _tokens.Take();
        if (!Current.IsWord("in")) throw _tokens.Unexpected("`in` after the variable of `for`");
        _tokens.Take();
        Expression items = _expressions.Parse();
        _tokens.ExpectEndOfStatement("after the list of `for`");
        _loops++;
        Block body = ParseBlock();
        _loops--;
        return new ForStatement(ParseEnd(keyword), variable.Value, variable.Type == TokenType.Local, items, body);
    }

    private CaseStatement ParseCase()
    {
        Token keyword = _tokens.Take();
        Expression value = _expressions.Parse();
        _tokens.ExpectEndOfStatement("after the value of `case`");

        // Text between `case` and the first `when` is no output; Scriban drops it too.
        while (Current.Type == TokenType.Text || IsBetweenStatements) _tokens.Take();
        var branches = new List<(Expression[], Block)>();
        while (Current.IsWord("when"))
        {
            _tokens.Take();
            var matches = new List<Expression> { _expressions.ParseMatch() };
            while (Current.Is(",") || Current.Is("||"))
            {
                _tokens.TakeBeforeNewLine();
                matches.Add(_expressions.ParseMatch());
            }

            _tokens.ExpectEndOfStatement("after the values of `when`");
            branches.Add(([.. matches], ParseBlock()));
        }

        if (branches.Count == 0) throw _tokens.Unexpected("`when` after `case`");
        Block? otherwise = null;
        if (Current.IsWord("else"))
        {
            _tokens.Take();
            _tokens.ExpectEndOfStatement("after `else`");
            otherwise = ParseBlock();
        }

        return new CaseStatement(ParseEnd(keyword), value, [.. branches], otherwise);
    }

    private CaptureStatement ParseCapture()
    {
        Token keyword = _tokens.Take();
        PathExpression target = ParseTarget("capture");
        _tokens.ExpectEndOfStatement("after the variable of `capture`");
        Block body = ParseBlock();
        return new CaptureStatement(ParseEnd(keyword), target, body);
    }

    private FunctionStatement ParseFunction()
    {
        Token keyword = _tokens.Take();
        PathExpression target = ParseTarget("func");
        FunctionParameter[]? parameters = _tokens.TryTake("(") ? ParseParameters() : null;
        _tokens.ExpectEndOfStatement("after the head of `func`");
        (int loops, bool inFunction) = (_loops, _inFunction);
        (_loops, _inFunction) = (0, true);
        Block body = ParseBlock();
        (_loops, _inFunction) = (loops, inFunction);
        return new FunctionStatement(ParseEnd(keyword), target, parameters, body);
    }

    private FunctionParameter[] ParseParameters()
    {
        var parameters = new List<FunctionParameter>();
        while (!_tokens.TryTake(")"))
        {
            if (parameters.Count > 0) _tokens.Expect(",", "between parameters");
            if (Current.Type != TokenType.Identifier) throw _tokens.Unexpected("the name of a parameter");
            ExpressionParser.CheckName(_tokens, Current);
            if (parameters.Exists(parameter => parameter.Name == Current.Value))
            {
                throw _tokens.Error(Current, $"There are two parameters `{Current.Value}`");
            }

            Token name = _tokens.Take();
            if (Current.Is("..."))
            {
                throw _tokens.Error(Current, "Variable parameters are outside the supported subset of Scriban; pass an array");
            }

            LiteralExpression? value = null;
            if (_tokens.TryTake("="))
            {
                Token start = Current;
                value = _expressions.Parse() as LiteralExpression
                    ?? throw _tokens.Error(start, "The default of a parameter must be a literal");
            }
            else if (parameters is [.., { Default: not null }])
            {
                throw _tokens.Error(name, $"`{name.Value}` needs a default, as the parameter before it has one");
            }

            parameters.Add(new FunctionParameter(name.Value, value));
        }

        return [.. parameters];
    }

    private ReturnStatement ParseReturn()
    {
        Token keyword = _tokens.Take();
        Expression? value = _tokens.AtEndOfStatement ? null : _expressions.Parse();
        _tokens.ExpectEndOfStatement("after `ret`");
        return new ReturnStatement(_tokens.SpanFrom(keyword.Start), value);
    }

    private FlowStatement ParseFlow(Flow flow)
    {
        Token keyword = _tokens.Take();
        if (_loops == 0) throw _tokens.Error(keyword, $"`{keyword.Value}` stands outside a loop{(_inFunction ? " of its function" : "")}");
        _tokens.ExpectEndOfStatement($"after `{keyword.Value}`");
        return new FlowStatement(_tokens.SpanOf(keyword), flow);
    }

    private Statement ParseExpressionOrAssignment()
    {
        int start = Current.Start;
        Expression expression = _expressions.Parse();
        if (!_tokens.TryTake("="))
        {
            _tokens.ExpectEndOfStatement("after the expression");
            return new ExpressionStatement(expression);
        }

        if (expression is not PathExpression target)
        {
            throw _tokens.Error(expression.Span, "Only a variable, a member or an element can be assigned to");
        }

        Expression value = _expressions.Parse();
        _tokens.ExpectEndOfStatement("after the assigned value");
        return new AssignStatement(_tokens.SpanFrom(start), target, value);
    }

    private PathExpression ParseTarget(string statement) => _expressions.ParsePath() as PathExpression
        ?? throw _tokens.Unexpected($"a variable after `{statement}`");

    private SourceSpan ParseEnd(Token keyword)
    {
        if (!Current.IsWord("end"))
        {
            string place = _tokens.SpanOf(Current).Start.ToStringSimple();
            string found = Current.Type == TokenType.Eof ? "" : $"; `{Current.Value}` at ({place}) does not belong to it";
            throw _tokens.Error(keyword, $"This `{keyword.Value}` has no `end`{found}");
        }

        _tokens.Take();
        _tokens.ExpectEndOfStatement("after `end`");
        return _tokens.SpanFrom(keyword.Start);
    }
}
