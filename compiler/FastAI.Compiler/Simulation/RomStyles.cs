using System.Text.RegularExpressions;

namespace FastAI.Compiler.Simulation;

/// <summary>
/// What the attribute <c>rom_style</c> says of look-up tables. GHDL 2.0 does not keep it when it writes Verilog, where Yosys would follow it:
/// a table whose register has it is a block of memory, and every other one is made of LUTs, whatever register stands behind it.
/// </summary>
internal static partial class RomStyles
{
    /// <summary>The netlist with the attribute on its memories that are never written.</summary>
    /// <param name="netlist">Verilog of GHDL.</param>
    /// <param name="source">The VHDL that it was made from.</param>
    public static string Restore(string netlist, string source)
    {
        HashSet<string> memories = [.. Memory().Matches(netlist).Select(m => m.Groups[2].Value)];
        if (memories.Count == 0)
            return netlist;
        memories.ExceptWith(Write().Matches(netlist).Select(m => m.Groups[1].Value));
        var drivers = Assignment().Matches(netlist).ToLookup(m => m.Groups[1].Value, m => m.Groups[2].Value);
        var blocks = new HashSet<string>();
        foreach (Match register in BlockRegister().Matches(source))
            // GHDL makes choices of a table of a few entries, and nothing of one that no output needs
            if (TableOf(register.Groups[1].Value, drivers, memories) is { } memory)
                blocks.Add(memory);
        return Memory()
            .Replace(netlist, m =>
                memories.Contains(m.Groups[2].Value)
                    ? $"  (* rom_style = \"{(blocks.Contains(m.Groups[2].Value) ? "block" : "logic")}\" *) {m.Groups[1].Value}"
                    : m.Value
            );
    }

    /// <summary>The memory that a register takes, through assignments.</summary>
    private static string? TableOf(string register, ILookup<string, string> drivers, HashSet<string> memories)
    {
        var seen = new HashSet<string> { register };
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out string? name))
            foreach (string driver in drivers[name])
            foreach (Match part in Name().Matches(driver))
            {
                if (memories.Contains(part.Value))
                    return part.Value;
                if (seen.Add(part.Value))
                    open.Enqueue(part.Value);
            }
        return null;
    }

    [GeneratedRegex(@"^  (reg (?:\[\d+:0\] )?(\w+)\[\d+:\d+\] ;)(?= // memory)", RegexOptions.Multiline)]
    private static partial Regex Memory();

    [GeneratedRegex(@"^ +(\w+)\[.*\] <=", RegexOptions.Multiline)]
    private static partial Regex Write();

    [GeneratedRegex(@"^ +(?:assign )?(\w+) <?= ([^;]*);", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?<![\w'])[a-z]\w*")]
    private static partial Regex Name();

    [GeneratedRegex(@"attribute rom_style of (\w+) : signal is ""block""")]
    private static partial Regex BlockRegister();
}
