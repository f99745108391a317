using System.Globalization;
using System.Text.RegularExpressions;

namespace FastAI.Compiler.Simulation;

/// <summary>
/// Moves what memories hold from the Verilog into files beside it (<c>$readmemb</c>, IEEE 1364-2005, 17.2.9). GHDL writes a statement for
/// each word, of each of which Yosys makes a cell that all its passes carry until memories are mapped; of a file it makes one.
/// </summary>
internal static partial class MemoryContents
{
    /// <summary>The netlist without the words.</summary>
    /// <param name="netlist">Verilog of GHDL.</param>
    /// <param name="folder">Folder of the files, in which the netlist is to be read.</param>
    public static string MoveToFiles(string netlist, string folder) => Words().Replace(netlist, match => Move(match, folder));

    private static string Move(Match match, string folder)
    {
        string name = match.Groups["name"].Value;
        string[] words = [.. match.Groups["bits"].Captures.Select(c => c.Value)];
        var addresses = match.Groups["address"].Captures.Select(c => int.Parse(c.ValueSpan, CultureInfo.InvariantCulture));
        // GHDL begins with the last word; what is not one whole memory stays as it is
        if (
            match.Groups["name"].Captures.Any(c => c.Value != name) || !addresses.SequenceEqual(Enumerable.Range(0, words.Length).Reverse())
        )
            return match.Value;
        File.WriteAllLines(Path.Combine(folder, name + ".mem"), words.Reverse());
        return string.Create(CultureInfo.InvariantCulture, $"  initial $readmemb(\"{name}.mem\", {name}, 0, {words.Length - 1});\n");
    }

    [GeneratedRegex(@"^  initial begin\n(?:    (?<name>\w+)\[(?<address>\d+)\] = \d+'b(?<bits>[01]+);\n)+\s*end\n", RegexOptions.Multiline)]
    private static partial Regex Words();
}
