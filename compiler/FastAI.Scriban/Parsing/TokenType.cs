namespace Scriban.Parsing;

internal enum TokenType
{
    Eof,

    /// <summary>Text outside code blocks, already stripped by the neighbouring braces; the value is the text.</summary>
    Text,

    /// <summary><c>{{</c>, <c>{{-</c> or <c>{{~</c>.</summary>
    CodeEnter,

    /// <summary><c>}}</c>, <c>-}}</c> or <c>~}}</c>.</summary>
    CodeExit,

    /// <summary>One or more line ends inside a code block.</summary>
    NewLine,

    Identifier,

    /// <summary><c>$name</c>, <c>$0</c> or <c>$</c>; the value is the text after the dollar.</summary>
    Local,
    Integer,
    Float,
    String,

    /// <summary>Everything else: an operator or bracket; the value is its text.</summary>
    Symbol,
}
