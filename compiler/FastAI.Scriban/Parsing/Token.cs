namespace Scriban.Parsing;

/// <param name="Start">Offset of the first character.</param>
/// <param name="End">Offset after the last character.</param>
/// <param name="Value">What the token means, see <see cref="TokenType"/>.</param>
/// <param name="AfterSpace">Whether white space stands before it: <c>f [1]</c> is a call, <c>f[1]</c> an element.</param>
internal readonly record struct Token(TokenType Type, int Start, int End, string Value, bool AfterSpace)
{
    public bool Is(string symbol) => Type == TokenType.Symbol && Value == symbol;

    public bool IsWord(string word) => Type == TokenType.Identifier && Value == word;
}
