using Scriban.Runtime;

namespace Scriban.Functions;

/// <summary>The variables that every template has.</summary>
internal static class Builtins
{
    private static readonly FunctionTable[] Tables =
        [new StringFunctions(), new ArrayFunctions(), new MathFunctions(), new ObjectFunctions()];

    private static readonly IncludeFunction Include = new();

    public static ScriptObject Create()
    {
        var builtins = new ScriptObject();
        builtins.SetValue("include", Include, true);
        foreach (FunctionTable table in Tables) builtins.SetValue(table.Name, table.Functions, true);
        return builtins;
    }

    /// <summary>What is wrong with <c>owner.member</c>, if owner is one of the tables; null if nothing is.</summary>
    public static string? Check(string owner, string member)
    {
        FunctionTable? table = Array.Find(Tables, table => table.Name == owner);
        if (table is null || table.Functions.Contains(member)) return null;
        string names = string.Join(", ", table.Functions.Keys.Order(StringComparer.Ordinal));
        return $"`{owner}.{member}` is not a built-in of the supported subset of Scriban; `{owner}` has {names}";
    }
}
