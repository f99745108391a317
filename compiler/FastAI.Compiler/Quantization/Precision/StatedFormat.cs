using System.Collections.Immutable;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Precision;

/// <summary>A format as written, with the modes that may stand in it: <c>fixed&lt;W,I&gt;</c> or <c>fixed&lt;W,I,Q&gt;</c> or
/// <c>fixed&lt;W,I,Q,O&gt;</c>, as <c>ap_fixed</c> has them.</summary>
internal readonly record struct StatedFormat(FixedFormat Format, Rounding? Rounding, Overflow? Overflow)
{
    public static string RoundingNames => string.Join(", ", ModeNames.Roundings.Select(r => r.Name));

    public static string OverflowNames => string.Join(", ", ModeNames.Overflows.Select(o => o.Name));

    public static string Explain(string text) =>
        $"'{Shorten(text)}' is not a format: write fixed<W,I> or ufixed<W,I> with W from 1 to {FixedFormat.MaxWidth}, for example fixed<16,6>, with modes if need be, for example fixed<16,6,RND,SAT>, or exact"
        // YAML cuts an unquoted fixed<6,1> at its comma inside braces and brackets.
        + (text.Contains('<') && !text.Contains('>') ? "; inside { } and [ ] it needs quotes" : "");

    /// <summary>Text from a file, short enough for a message.</summary>
    public static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";

    public static bool TryParse(string text, out StatedFormat stated)
    {
        stated = default;
        string trimmed = text.Trim();
        if (!trimmed.EndsWith('>'))
            return false;
        string[] parts = trimmed[..^1].Split(',');
        Rounding? rounding = null;
        Overflow? overflow = null;
        if (parts.Length is < 2 or > 4 || !FixedFormat.TryParse(parts[0] + "," + parts[1] + ">", out var format))
            return false;
        if (parts.Length > 2)
        {
            if (!TryRounding(parts[2], out var mode))
                return false;
            rounding = mode;
        }
        if (parts.Length > 3)
        {
            if (!TryOverflow(parts[3], out var mode))
                return false;
            overflow = mode;
        }
        stated = new(format, rounding, overflow);
        return true;
    }

    public static bool TryRounding(string text, out Rounding mode) => Find(ModeNames.Roundings, text, out mode);

    public static bool TryOverflow(string text, out Overflow mode) => Find(ModeNames.Overflows, text, out mode);

    private static bool Find<T>(ImmutableArray<(string Name, T Mode)> names, string text, out T mode)
        where T : struct
    {
        string name = text.Trim();
        if (name.StartsWith("AP_", StringComparison.Ordinal))
            name = name[3..];
        foreach (var (known, value) in names)
        {
            if (known != name)
                continue;
            mode = value;
            return true;
        }
        mode = default;
        return false;
    }
}
