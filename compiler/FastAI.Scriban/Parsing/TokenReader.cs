namespace Scriban.Parsing;

/// <summary>The tokens of a template with one token of look-ahead, and the checks that every part of the parser needs.</summary>
internal sealed class TokenReader
{
    private readonly Lexer _lexer;
    private readonly SourceText _source;
    private Token? _ahead;
    private int _newLinesIgnored;

    public TokenReader(SourceText source)
    {
        _source = source;
        _lexer = new Lexer(source);
        Current = _lexer.Next();
    }

    public Token Current { get; private set; }

    /// <summary>The end of the token before the current one.</summary>
    public int PreviousEnd { get; private set; }

    public bool AtEndOfStatement => Current.Type is TokenType.NewLine or TokenType.CodeExit or TokenType.Eof || Current.Is(";");

    /// <summary>The token after the current one.</summary>
    public Token Peek() => _ahead ??= _lexer.Next();

    /// <summary>Goes to the next token and returns the one that was current.</summary>
    public Token Take()
    {
        Token taken = Current;
        PreviousEnd = taken.End;
        do
        {
            Current = _ahead ?? _lexer.Next();
            _ahead = null;
        }
        while (_newLinesIgnored > 0 && Current.Type == TokenType.NewLine);
        return taken;
    }

    /// <summary>Takes a symbol after which an expression may go on on the next line.</summary>
    public Token TakeBeforeNewLine()
    {
        _newLinesIgnored++;
        Token taken = Take();
        _newLinesIgnored--;
        return taken;
    }

    /// <summary>Ignores line ends from before the next <see cref="Take"/> on.</summary>
    public void IgnoreNewLines() => _newLinesIgnored++;

    public void HeedNewLines() => _newLinesIgnored--;

    public bool TryTake(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        Take();
        return true;
    }

    public void Expect(string symbol, string after)
    {
        if (!TryTake(symbol)) throw Unexpected($"`{symbol}` {after}");
    }

    public void ExpectEndOfStatement(string after)
    {
        if (!AtEndOfStatement) throw Unexpected($"the end of the line, `;` or `}}}}` {after}");
    }

    public ParseException Unexpected(string expected) => Error(Current, $"Expected {expected}, not {Describe(Current)}");

    public ParseException Error(Token token, string message) => new(_source.Span(token.Start, token.End), message);

    public ParseException Error(SourceSpan span, string message) => new(span, message);

    public SourceSpan SpanFrom(int start) => _source.Span(start, PreviousEnd);

    public SourceSpan SpanOf(Token token) => _source.Span(token.Start, token.End);

    private static string Describe(Token token) => token.Type switch
    {
        TokenType.Eof => "the end of the template",
        TokenType.NewLine => "the end of the line",
        TokenType.Text => "text outside a code block",
        TokenType.String => "a string",
        TokenType.Local => $"`${token.Value}`",
        _ => $"`{token.Value}`",
    };
}
