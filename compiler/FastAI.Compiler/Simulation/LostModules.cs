using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FastAI.Model;

namespace FastAI.Compiler.Simulation;

/// <summary>
/// GHDL 2.0's synthesis loses a module now and then when a design has about a thousand instances of different generics. Such modules are
/// synthesised again, each as the only one of a design of its own, and put behind the others; their names
/// come from the generics and are the same.
/// </summary>
internal static partial class LostModules
{
    private const string Wrapper = "fastai_lost";

    /// <summary>The netlist with all modules that it instantiates.</summary>
    /// <param name="netlist">What GHDL wrote, as Verilog.</param>
    /// <param name="design">The VHDL file with the instances.</param>
    /// <param name="ghdl">GHDL.</param>
    /// <param name="workFolder">Folder with its library.</param>
    /// <param name="cancellation">Ends the tool.</param>
    public static string Restore(string netlist, string design, ExternalTool ghdl, string workFolder, CancellationToken cancellation)
    {
        var known = Module().Matches(netlist).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var lost = Instance().Matches(netlist).Where(m => !known.Contains(m.Groups[1].Value)).DistinctBy(m => m.Groups[1].Value).ToList();
        if (lost.Count == 0)
            return netlist;
        string source = File.ReadAllText(design);
        var all = new StringBuilder(netlist);
        foreach (Match match in lost)
        {
            Match made = Regex.Match(
                source,
                $@"\b{match.Groups[2].Value} : entity work\.fastai_sum3\s+generic map \((.*?\n)\s+\)",
                RegexOptions.Singleline
            );
            Match width = Width().Match(made.Value);
            if (!width.Success)
                throw new FastAIException(
                    ExitCode.Disagreement,
                    $"GHDL lost the module {match.Groups[1].Value} when reading {design} for synthesis"
                );
            string bits = string.Create(
                CultureInfo.InvariantCulture,
                $"std_logic_vector({int.Parse(width.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1} downto 0)"
            );
            string file = Path.Combine(workFolder, Wrapper + ".vhd");
            File.WriteAllText(
                file,
                $"""
                library ieee;
                use ieee.std_logic_1164.all;
                entity {Wrapper} is
                  port (a, b, c : in {bits}; y : out {bits});
                end entity;
                architecture only of {Wrapper} is
                begin
                  u : entity work.fastai_sum3 generic map ({made.Groups[1].Value}) port map (a => a, b => b, c => c, y => y);
                end architecture;

                """
            );
            ghdl.Run(workFolder, ["-a", "--std=08", file], cancellation: cancellation);
            string alone = ghdl.Run(workFolder, ["--synth", "--std=08", "--out=verilog", Wrapper], cancellation: cancellation);
            Match module = Regex.Match(
                alone,
                $@"^module {match.Groups[1].Value}\b.*?^endmodule",
                RegexOptions.Multiline | RegexOptions.Singleline
            );
            if (!module.Success)
                throw new FastAIException(
                    ExitCode.Disagreement,
                    $"GHDL lost the module {match.Groups[1].Value} when reading {design} for synthesis"
                );
            all.Append('\n').Append(module.Value).Append('\n');
        }
        return all.ToString();
    }

    [GeneratedRegex(@"^module (\w+)", RegexOptions.Multiline)]
    private static partial Regex Module();

    [GeneratedRegex(@"^\s+(fastai_sum3_\w+) (\w+) \(", RegexOptions.Multiline)]
    private static partial Regex Instance();

    [GeneratedRegex(@"WIDTH => (\d+)")]
    private static partial Regex Width();
}
