using System.Text;
using FastAI.Compiler.Emission;

namespace FastAI.Compiler.Onnx;

/// <summary>Names that VHDL and C++ accept: lower snake case, a letter first, no double or final underscore, no reserved word.</summary>
public static class EntityName
{
    /// <summary>The nearest acceptable name.</summary>
    public static string From(string text)
    {
        var name = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            // CamelCase becomes camel_case; runs of capitals stay one word.
            if (char.IsAsciiLetterUpper(c) && i > 0 && (char.IsAsciiLetterLower(text[i - 1]) || char.IsAsciiDigit(text[i - 1])))
                name.Append('_');
            name.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        }
        string joined = string.Join('_', name.ToString().Split('_', StringSplitOptions.RemoveEmptyEntries));
        if (joined.Length == 0)
            return "model";
        if (joined.Length > 64)
            joined = joined[..64].TrimEnd('_');
        if (char.IsAsciiDigit(joined[0]))
            joined = "model_" + joined;
        return Identifier.IsReserved(joined) ? joined + "_model" : joined;
    }
}
