using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>Text as HTML.</summary>
internal static class PageHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    internal static string Encode(string text) => Encoder.Encode(text);

    /// <summary>Text inside of a comment, which must not hold two hyphens.</summary>
    internal static string Comment(string text) => text.Replace("--", "- -", StringComparison.Ordinal);
}
