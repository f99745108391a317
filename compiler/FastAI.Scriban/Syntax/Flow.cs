namespace Scriban.Syntax;

/// <summary>How the execution goes on after a statement.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,

    /// <summary>
    /// Leave the function or template; <see cref="TemplateContext.Returned"/> says by which statement and with which value.
    /// </summary>
    Return,
}
