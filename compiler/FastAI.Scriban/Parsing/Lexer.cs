using System.Globalization;
using System.Text;

namespace Scriban.Parsing;

/// <summary>
/// Splits a template into text and the tokens of its code blocks, and applies the white space control of the braces: <c>-</c> removes all
/// white
/// space on its side; <c>~</c> on the left removes white space back to the line's start, on the right up to and including the line's end.
/// </summary>
internal sealed class Lexer(SourceText source)
{
    /// <summary>Longest first.</summary>
    private static readonly string[] Symbols =
    [
        "//=", "...", "..<",
        "==", "!=", "<=", ">=", "&&", "||", "??", "?!", "?.", "..", "//", "+=", "-=", "*=", "/=", "%=", "++", "--", "<<", ">>", "|>", "^^",
        "+", "-", "*", "/", "%", "<", ">", "=", "!", "?", ":", ",", ";", ".", "|", "&", "^", "@", "(", ")", "[", "]", "{", "}",
    ];

    private readonly string _text = source.Text;
    private int _at;
    private bool _inCode;
    private int _openBraces;
    private int _codeStart;

    public Token Next()
    {
        if (!_inCode) return NextOutsideCode();

        bool afterSpace = SkipSpaceAndComments();
        if (_at == _text.Length) throw Error(_codeStart, _codeStart + 2, "This code block has no closing `}}`");
        if (_openBraces == 0 && TryReadCodeExit(out Token exit)) return exit;
        char c = _text[_at];
        if (c is '\n' or '\r') return ReadNewLine(afterSpace);
        if (IsLetter(c)) return ReadWord(TokenType.Identifier, _at, afterSpace);
        if (c == '$') return ReadLocal(afterSpace);
        if (char.IsAsciiDigit(c)) return ReadNumber(afterSpace);
        if (c is '"' or '\'') return ReadString(c, afterSpace);
        return c == '`' ? ReadVerbatimString(afterSpace) : ReadSymbol(afterSpace);
    }

    private static bool IsLetter(char c) => c == '_' || char.IsLetter(c);

    private ParseException Error(int start, int end, string message) => new(source.Span(start, end), message);

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private Token NextOutsideCode()
    {
        while (true)
        {
            int start = _at;
            int block = FindBlock(start, out int percents);
            if (block == start)
            {
                if (start == _text.Length) return new Token(TokenType.Eof, start, start, "", false);
                return percents > 0 ? ReadEscapeBlock(start, percents) : ReadCodeEnter();
            }

            _at = block;
            int end = Strip(start, block, percents);
            if (end > start) return new Token(TokenType.Text, start, end, _text[start..end], false);
        }
    }

    /// <summary>Where <c>{{</c> or the literal text of <c>{%{ ... }%}</c> starts next, or the end of the text.</summary>
    private int FindBlock(int from, out int percents)
    {
        for (int at = _text.IndexOf('{', from); at >= 0; at = _text.IndexOf('{', at + 1))
        {
            int i = at + 1;
            while (i < _text.Length && _text[i] == '%') i++;
            if (i >= _text.Length || _text[i] != '{') continue;
            percents = i - at - 1;
            return at;
        }

        percents = 0;
        return _text.Length;
    }

    /// <summary>The end of the text <c>[start, end)</c> after the white space control of the block that follows it.</summary>
    private int Strip(int start, int end, int percents)
    {
        int control = end + 2 + percents;
        char mode = control < _text.Length ? _text[control] : '\0';
        if (mode is not ('-' or '~')) return end;
        while (end > start && char.IsWhiteSpace(_text[end - 1]) && !(mode == '~' && _text[end - 1] == '\n')) end--;
        return end;
    }

    private Token ReadEscapeBlock(int start, int percents)
    {
        int content = start + percents + 2;
        if (content < _text.Length && _text[content] is '-' or '~') content++;
        string closing = "}" + new string('%', percents) + "}";
        int close = _text.IndexOf(closing, content, StringComparison.Ordinal);
        if (close < 0) throw Error(start, content, $"This escape block has no closing `{closing}`");
        int end = close;
        char mode = close > content ? _text[close - 1] : '\0';
        if (mode is '-' or '~') end--;
        _at = close + closing.Length;
        SkipAfterExit(mode);
        return new Token(TokenType.Text, content, end, _text[content..end], false);
    }

    private Token ReadCodeEnter()
    {
        _codeStart = _at;
        _at += 2;
        if (Peek(0) is '-' or '~') _at++;
        _inCode = true;
        return new Token(TokenType.CodeEnter, _codeStart, _at, _text[_codeStart.._at], false);
    }

    private bool TryReadCodeExit(out Token token)
    {
        char mode = Peek(0);
        int start = _at;
        int skip = mode is '-' or '~' ? 1 : 0;
        token = default;
        if (Peek(skip) != '}' || Peek(skip + 1) != '}') return false;
        _at += skip + 2;
        token = new Token(TokenType.CodeExit, start, _at, _text[start.._at], false);
        _inCode = false;
        SkipAfterExit(mode);
        return true;
    }

    private void SkipAfterExit(char mode)
    {
        if (mode is not ('-' or '~')) return;
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            if (_text[_at++] == '\n' && mode == '~') break;
        }
    }

    private bool SkipSpaceAndComments()
    {
        int start = _at;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '#') SkipComment();
            else if (char.IsWhiteSpace(c) && c is not ('\n' or '\r')) _at++;
            else break;
        }

        return _at > start || char.IsWhiteSpace(_text[_at - 1]);
    }

    /// <summary><c># to the line's end</c> or <c>## to the next ##</c>; both also end before <c>}}</c>.</summary>
    private void SkipComment()
    {
        bool multi = Peek(1) == '#';
        _at += multi ? 2 : 1;
        while (_at < _text.Length)
        {
            if (multi && Peek(0) == '#' && Peek(1) == '#')
            {
                _at += 2;
                return;
            }

            bool exit = (Peek(0) == '}' && Peek(1) == '}') || (Peek(0) is '-' or '~' && Peek(1) == '}' && Peek(2) == '}');
            if (exit || (!multi && _text[_at] is '\n' or '\r')) return;
            _at++;
        }
    }

    private Token ReadNewLine(bool afterSpace)
    {
        int start = _at;
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
        return new Token(TokenType.NewLine, start, _at, "\n", afterSpace);
    }

    private Token ReadWord(TokenType type, int start, bool afterSpace)
    {
        int from = _at;
        while (_at < _text.Length && (IsLetter(_text[_at]) || char.IsDigit(_text[_at]))) _at++;
        return new Token(type, start, _at, _text[from.._at], afterSpace);
    }

    private Token ReadLocal(bool afterSpace)
    {
        int start = _at++;
        if (Peek(0) is '"' or '\'')
        {
            throw Error(start, _at + 1, "Interpolated strings are outside the supported subset of Scriban; join with `+`");
        }

        if (Peek(0) == '$') throw Error(start, _at + 1, "The block delegate `$$` is outside the supported subset of Scriban");
        return ReadWord(TokenType.Local, start, afterSpace);
    }

    private Token ReadNumber(bool afterSpace)
    {
        int start = _at;
        if (Peek(0) == '0' && Peek(1) == 'x')
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Peek(0))) _at++;
            return Number(TokenType.Integer, start, afterSpace);
        }

        bool isFloat = false;
        while (char.IsAsciiDigit(Peek(0))) _at++;
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            isFloat = true;
            _at++;
            while (char.IsAsciiDigit(Peek(0))) _at++;
        }

        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            isFloat = true;
            _at += 2;
            while (char.IsAsciiDigit(Peek(0))) _at++;
        }

        return Number(isFloat ? TokenType.Float : TokenType.Integer, start, afterSpace);
    }

    private Token Number(TokenType type, int start, bool afterSpace)
    {
        if (IsLetter(Peek(0))) throw Error(start, _at + 1, "This number has a suffix, or a name starts with a digit; both are refused");
        return new Token(type, start, _at, _text[start.._at], afterSpace);
    }

    private Token ReadString(char quote, bool afterSpace)
    {
        int start = _at++;
        var value = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\') value.Append(ReadEscape());
            else value.Append(_text[_at++]);
        }

        if (_at == _text.Length) throw Error(start, start + 1, "This string is not closed");
        _at++;
        return new Token(TokenType.String, start, _at, value.ToString(), afterSpace);
    }

    private char ReadEscape()
    {
        int start = _at++;
        char c = Peek(0);
        _at++;
        int plain = "\\'\"nrtbf0".IndexOf(c);
        if (plain >= 0 && c != '\0') return "\\'\"\n\r\t\b\f\0"[plain];
        int digits = c switch { 'u' => 4, 'x' => 2, _ => 0 };
        if (digits > 0 && _at + digits <= _text.Length
            && ushort.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            _at += digits;
            return (char)code;
        }

        throw Error(start, Math.Min(_at, _text.Length), "Unknown escape in a string; use \\\\ for a backslash, or back quotes");
    }

    private Token ReadVerbatimString(bool afterSpace)
    {
        int start = _at++;
        var value = new StringBuilder();
        while (true)
        {
            if (_at == _text.Length) throw Error(start, start + 1, "This verbatim string is not closed");
            if (_text[_at] == '`' && Peek(1) != '`') break;
            if (_text[_at] == '`') _at++;
            value.Append(_text[_at++]);
        }

        _at++;
        return new Token(TokenType.String, start, _at, value.ToString(), afterSpace);
    }

    private Token ReadSymbol(bool afterSpace)
    {
        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) != 0) continue;
            if (symbol == "{") _openBraces++;
            if (symbol == "}" && --_openBraces < 0) throw Error(_at, _at + 1, "Unexpected `}` without a `{` before it");
            int start = _at;
            _at += symbol.Length;
            return new Token(TokenType.Symbol, start, _at, symbol, afterSpace);
        }

        throw Error(_at, _at + 1, $"Unexpected character `{_text[_at]}`");
    }
}
