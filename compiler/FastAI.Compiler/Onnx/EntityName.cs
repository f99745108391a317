using System.Collections.Frozen;
using System.Text;

namespace FastAI.Compiler.Onnx;

/// <summary>Names that VHDL and C++ accept: lower snake case, a letter first, no double or final underscore, no reserved word.</summary>
public static class EntityName
{
    // Reserved words of VHDL-2008 (IEEE 1076, 15.10) and C++17, and the libraries every design uses; one list serves both languages.
    private static readonly FrozenSet<string> Reserved =
        """
        abs access after alias all and architecture array assert assume attribute begin block body buffer bus case component configuration constant context cover
        default disconnect downto else elsif end entity exit fairness file for force function generate generic group guarded if impure in inertial inout is label
        library linkage literal loop map mod nand new next nor not null of on open or others out package parameter port postponed procedure process property
        protected pure range record register reject release rem report restrict return rol ror select sequence severity shared signal sla sll sra srl strong
        subtype then to transport type unaffected units until use variable vmode vprop vunit wait when while with xnor xor
        ieee std work
        alignas alignof asm auto bool break catch char class const constexpr continue decltype delete do double dynamic_cast enum explicit export extern false
        float friend goto inline int long main mutable namespace noexcept nullptr operator private public short signed sizeof static static_assert struct switch
        template this throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The nearest acceptable name.</summary>
    public static string From(string text)
    {
        var name = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            // CamelCase becomes camel_case; runs of capitals stay one word.
            if (char.IsAsciiLetterUpper(c) && i > 0 && (char.IsAsciiLetterLower(text[i - 1]) || char.IsAsciiDigit(text[i - 1]))) name.Append('_');
            name.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        }
        string joined = string.Join('_', name.ToString().Split('_', StringSplitOptions.RemoveEmptyEntries));
        if (joined.Length == 0) return "model";
        if (joined.Length > 64) joined = joined[..64].TrimEnd('_');
        if (char.IsAsciiDigit(joined[0])) joined = "model_" + joined;
        return Reserved.Contains(joined) ? joined + "_model" : joined;
    }
}
