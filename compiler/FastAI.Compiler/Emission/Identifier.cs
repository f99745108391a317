using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace FastAI.Compiler.Emission;

/// <summary>
/// Names that are identifiers in VHDL and in C++ alike: lower-case letters, digits and single underscores, beginning with a letter; no
/// reserved word of either, and unique without regard to case.
/// </summary>
public sealed class Identifier
{
    // Reserved words of VHDL-2008 (IEEE 1076, 15.10) with PSL's, those of C++20, names of the libraries and ports of every design, and
    // functions and variables of the C library, which the function of a model would collide with.
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        """
        abs access after alias all and architecture array assert assume assume_guarantee attribute begin block body buffer bus case component configuration
        constant context cover default disconnect downto else elsif end entity exit fairness file for force function generate generic group guarded if impure in
        inertial inout is label library linkage literal loop map mod nand new next nor not null of on open or others out package parameter port postponed
        procedure process property protected pure range record register reject release rem report restrict restrict_guarantee return rol ror select sequence
        severity shared signal sla sll sra srl strong subtype then to transport type unaffected units until use variable vmode vprop vunit wait when while with
        xnor xor
        alignas alignof and_eq asm auto bitand bitor bool break catch char class compl concept const consteval constexpr constinit continue co_await co_return
        co_yield decltype delete do double dynamic_cast enum explicit export extern false float friend goto inline int long main mutable namespace noexcept
        not_eq nullptr operator or_eq private public reinterpret_cast requires short signed sizeof static static_assert static_cast struct switch template this
        thread_local throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t xor_eq
        default bit boolean character integer natural positive real string time std_logic std_logic_vector ieee std work rtl clk rst in_valid in_data out_valid
        out_data in_restart in_channel out_channel restart warm_up interleave fastai_support fastai_ap textio numeric_std latency clock_mhz initiation_interval input output
        abort acos asin atan atan2 atof atoi atol bsearch calloc ceil clock cos cosh div errno exit exp fabs fclose floor fmod fopen fprintf fread free
        frexp fscanf fwrite getc gets isalpha isdigit islower isspace isupper labs ldexp localtime log log10 malloc memcpy memset modf pow printf putc puts
        qsort raise rand realloc remove rename rewind round scanf signal sin sinh sprintf sqrt srand sscanf stderr stdin stdout strlen system tan tanh time
        tmpfile tolower toupper trunc ungetc erf erfc gamma j0 j1 jn y0 y1 yn index
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal
    );

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>Whether a name in lower case means something else already.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    /// <summary>Name of the top entity and the top function of a model.</summary>
    public static string ForModel(string name) => Legal(name, "model");

    /// <summary>A legal name like <paramref name="name"/> that this object has not returned before.</summary>
    public string Unique(string name)
    {
        string legal = Legal(name, "port"),
            unique = legal;
        for (int n = 2; !taken.Add(unique); n++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{legal}_{n}");
        return unique;
    }

    private static string Legal(string name, string kind)
    {
        var text = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
                text.Append(char.ToLowerInvariant(c));
            else if (text.Length > 0 && text[^1] != '_')
                text.Append('_');
        }
        string legal = text.ToString().TrimEnd('_');
        if (legal.Length == 0)
            return kind;
        if (char.IsAsciiDigit(legal[0]))
            legal = kind + "_" + legal;
        return Reserved.Contains(legal) ? legal + "_" + kind : legal;
    }
}
