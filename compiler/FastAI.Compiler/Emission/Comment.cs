namespace FastAI.Compiler.Emission;

/// <summary>Names from outside, made fit for a comment of generated text.</summary>
internal static class Comment
{
    /// <summary>The text on one line of printable ASCII that can end no comment or string.</summary>
    public static string OneLine(string text) =>
        new([.. text.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\' or '*') ? c : '_').Take(200)]);
}
