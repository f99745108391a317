namespace Scriban.Runtime;

/// <summary>Numbers and truth values as objects; the common ones are shared, as rendering needs millions of them.</summary>
internal static class Boxed
{
    private const int Least = -128;

    private static readonly object True = true;
    private static readonly object False = false;
    private static readonly object[] Small = [.. Enumerable.Range(Least, 4096).Select(i => (object)i)];

    public static object Of(bool value) => value ? True : False;

    /// <summary>An int if it fits, else a long, as Scriban's arithmetic does.</summary>
    public static object Of(long value)
    {
        if (value is >= Least and < Least + 4096) return Small[value - Least];
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : value;
    }
}
