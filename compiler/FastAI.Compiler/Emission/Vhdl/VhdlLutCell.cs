using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>One table of six inputs, or two of five, as an instance of LUT6_2: output O6 is the table
/// of all inputs, O5 its low half.</summary>
/// <param name="Name">Signal of the first output.</param>
/// <param name="Init">Contents.</param>
/// <param name="Ports">Outputs and inputs.</param>
internal sealed record VhdlLutCell(string Name, string Init, string Ports)
{
    /// <summary>One word; inputs that are left over are 0, so that their rows do not matter.</summary>
    public static VhdlLutCell Of(string name, LutWord word, Func<int, string> read)
    {
        var ports = new List<string> { "O5 => open", $"O6 => {name}" };
        for (int k = 0; k < TruthTable.MaxInputs; k++)
            ports.Add(Port(k, k < word.Inputs.Length ? read(word.Inputs[k]) : "'0'"));
        return new(name, Hex(word.Table), string.Join(", ", ports));
    }

    /// <summary>Two words: with I5 = '1' the high half of the table is output O6.</summary>
    public static VhdlLutCell Of(string name, LutWord word, string otherName, LutWord other, Func<int, string> read)
    {
        ImmutableArray<int> inputs = [.. word.Inputs.Union(other.Inputs)];
        var ports = new List<string> { $"O5 => {name}", $"O6 => {otherName}" };
        for (int k = 0; k < 5; k++)
            ports.Add(Port(k, k < inputs.Length ? read(inputs[k]) : "'0'"));
        ports.Add(Port(5, "'1'"));
        return new(name, Hex(Table(other, inputs) << 32 | Table(word, inputs)), string.Join(", ", ports));
    }

    /// <summary>The word's table on more inputs than it has.</summary>
    private static ulong Table(LutWord word, ImmutableArray<int> inputs) => TruthTable.Of(5, row =>
        {
            int own = 0;
            for (int k = 0; k < word.Inputs.Length; k++)
                own |= (row >> inputs.IndexOf(word.Inputs[k]) & 1) << k;
            return (word.Table >> own & 1) == 1;
        });

    private static string Port(int input, string value) => string.Create(CultureInfo.InvariantCulture, $"I{input} => {value}");

    private static string Hex(ulong table) => $"x\"{table.ToString("X16", CultureInfo.InvariantCulture)}\"";
}
