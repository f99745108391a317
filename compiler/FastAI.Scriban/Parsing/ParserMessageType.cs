namespace Scriban.Parsing;

/// <summary>How serious a <see cref="LogMessage"/> is.</summary>
public enum ParserMessageType
{
    /// <summary>The template cannot be rendered.</summary>
    Error,

    /// <summary>The template can be rendered.</summary>
    Warning,
}
