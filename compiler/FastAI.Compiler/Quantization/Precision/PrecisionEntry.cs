using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Precision;

/// <summary>
/// One line of a precision file. Modes that it does not state: an activation or input truncates and wraps, as <c>ap_fixed</c> does (TRN,
/// WRAP); weights, biases, constants and table entries are known when compiling and take the nearest value in range (RND_CONV, SAT).
/// </summary>
/// <param name="Key">The name or pattern as written.</param>
/// <param name="Format">The formats stated.</param>
/// <param name="Rounding">The rounding stated, if any.</param>
/// <param name="Overflow">The overflow stated, if any.</param>
/// <param name="Line">Line of the key, from 1; 0 when the statement comes from the command line.</param>
/// <param name="Column">Column of the key, from 1.</param>
public sealed record PrecisionEntry(string Key, FormatStatement Format, Rounding? Rounding, Overflow? Overflow, int Line, int Column)
{
    /// <summary>Which values of an input can be missing, and what stands for them; null where the entry says nothing of it.</summary>
    public MissingStatement? Missing { get; init; }

    /// <summary>What the tables of a function are made of; null where the entry says nothing of it.</summary>
    public TableMemory? Memory { get; init; }

    /// <summary>Matches every name.</summary>
    public const string Everything = "*";

    /// <summary>Whether the key is a pattern: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
    public bool IsPattern => Key.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Whether a pattern matches a name.</summary>
    public bool Matches(string name)
    {
        // Greedy match with one point of return: linear in practice, quadratic at worst.
        int p = 0,
            n = 0,
            star = -1,
            resume = 0;
        while (n < name.Length)
        {
            if (p < Key.Length && Key[p] == '*')
                (star, resume, p) = (p, n, p + 1);
            else if (p < Key.Length && (Key[p] == '?' || Key[p] == name[n]))
                (p, n) = (p + 1, n + 1);
            else if (star >= 0)
                (p, n) = (star + 1, ++resume);
            else
                return false;
        }
        while (p < Key.Length && Key[p] == '*')
            p++;
        return p == Key.Length;
    }
}
