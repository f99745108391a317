using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using FastAI.Compiler.Emission;
using FastAI.Model;

namespace FastAI.Compiler.Simulation;

/// <summary>
/// Synthesises the generated VHDL with open tools: GHDL to Verilog, Yosys to look-up tables and carry
/// chains. It knows no timing and no placement. Counts are of the whole design, which is flattened so that layers share tables.
/// </summary>
public static partial class OpenSynthesis
{
    /// <summary>Families of Yosys that have LUT6_2 and CARRY8.</summary>
    private static readonly string[] UltraScale = ["xcup", "xcu"];

    /// <summary>What <c>synth_xilinx</c> does between its labels.</summary>
    private static readonly (string Doing, string Labels)[] Phases =
    [
        ("flattening and simplifying", "begin:map_dsp"),
        ("multipliers, arithmetic and memories", "map_dsp:fine"),
        ("gates", "fine:map_ffs"),
        ("tables", "map_ffs:finalize"),
        ("clean-up", "finalize:edif"),
    ];

    /// <param name="outFolder">Result of a compilation.</param>
    /// <param name="ports">Its interface.</param>
    /// <param name="family">A family of Yosys's <c>synth_xilinx</c>, for example xcup (UltraScale+) or xc7.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the tools.</param>
    /// <exception cref="FastAIException">A tool is missing or refuses the design.</exception>
    public static SynthesisResult Run(
        string outFolder,
        DesignInterface ports,
        string family = "xcup",
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (!FamilyName().IsMatch(family))
            throw new FastAIException(ExitCode.Usage, $"'{family}' is not a family: use xcup, xcu, xc7 or another of Yosys's synth_xilinx");
        ExternalTool ghdl = ExternalTool.Require("read VHDL for synthesis", "ghdl-mcode", "ghdl-mcode", "ghdl");
        ExternalTool yosys = ExternalTool.Require("synthesise", "yosys", "yosys");
        using var folder = new ScratchFolder();
        progress?.Report("GHDL: reading VHDL");
        File.WriteAllText(
            folder["design.v"],
            Netlist(ghdl, folder.FullPath, outFolder, ports, "verilog", UltraScale.Contains(family), cancellation)
        );
        string[] script =
        [
            "log -stdout reading the netlist",
            "read_verilog design.v",
            .. Phases.SelectMany(p =>
                (string[])[$"log -stdout {p.Doing}", $"synth_xilinx -family {family} -flatten -noiopad -top {ports.Name} -run {p.Labels}"]
            ),
            "log -stdout counting",
            "tee -q -o stat.txt stat",
            "tee -q -o depth.txt ltp -noff",
        ];
        yosys.Run(folder.FullPath, ["-q", "-p", string.Join("; ", script)], line => progress?.Report("Yosys: " + line), cancellation);
        return Parse(family, File.ReadAllText(folder["stat.txt"]), File.ReadAllText(folder["depth.txt"]));
    }

    /// <summary>The design as GHDL's synthesis reads it, in another language.</summary>
    /// <param name="ghdl">GHDL.</param>
    /// <param name="workFolder">Folder for its library, and for what memories hold; the netlist is to be read there.</param>
    /// <param name="outFolder">Result of a compilation.</param>
    /// <param name="ports">Its interface.</param>
    /// <param name="language"><c>verilog</c> or <c>vhdl</c>.</param>
    /// <param name="primitives">Whether the architecture of AMD primitives is taken where the design has one.</param>
    /// <param name="cancellation">Ends the tool.</param>
    public static string Netlist(
        ExternalTool ghdl,
        string workFolder,
        string outFolder,
        DesignInterface ports,
        string language,
        bool primitives = false,
        CancellationToken cancellation = default
    )
    {
        string Source(string name) => Path.GetFullPath(Path.Combine(outFolder, "vhdl", name));
        string[] sources = [Source("fastai_support.vhd"), Source($"{ports.Name}_pkg.vhd"), Source($"{ports.Name}.vhd")];
        if (sources.FirstOrDefault(s => !File.Exists(s)) is { } missing)
            throw FastAIException.BadInput($"{missing}: is not there; compile the model with --emit vhdl");
        // the architecture that is analysed last is the one that counts
        if (primitives && File.Exists(Source($"{ports.Name}_xilinx.vhd")))
            sources = [.. sources, Source("fastai_sum3.vhd"), Source($"{ports.Name}_xilinx.vhd")];
        ghdl.Run(workFolder, ["-a", "--std=08", .. sources], cancellation: cancellation);
        string netlist = ghdl.Run(workFolder, ["--synth", "--std=08", "--out=" + language, ports.Name], cancellation: cancellation);
        if (language != "verilog")
            return netlist;
        if (primitives && File.Exists(Source($"{ports.Name}_xilinx.vhd")))
            netlist = LostModules.Restore(netlist, Source($"{ports.Name}_xilinx.vhd"), ghdl, workFolder, cancellation);
        netlist = RomStyles.Restore(netlist, File.ReadAllText(sources[^1]));
        // GHDL 2.0 writes constants of more than 32 bits as VHDL does, which Verilog reads as text, and an empty module for each primitive
        netlist = BitString()
            .Replace(netlist, m => string.Create(CultureInfo.InvariantCulture, $"{m.Groups[1].Length}'b{m.Groups[1].Value}"));
        // it also multiplies sign-extended operands as unsigned ones of twice their width, which hides from Yosys that they fit one block
        netlist = SignedProduct().Replace(netlist, "= $$signed($1) * $$signed($2); // smul");
        return MemoryContents.MoveToFiles(Primitive().Replace(netlist, ""), workFolder);
    }

    /// <summary>Reads what Yosys's <c>stat</c> and <c>ltp</c> say.</summary>
    public static SynthesisResult Parse(string family, string statistics, string depth)
    {
        var cells = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        bool inCells = false;
        foreach (string line in statistics.Split('\n'))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.Contains("Number of cells:", StringComparison.Ordinal))
                inCells = true;
            else if (
                inCells
                && parts.Length == 2
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            )
                cells[parts[0]] = count;
            else if (parts.Length == 0)
                inCells = false;
        }
        Match length = Length().Match(depth);
        if (cells.Count == 0 || !length.Success)
            throw new FastAIException(
                ExitCode.Disagreement,
                "yosys wrote statistics in a form that is not known; version 0.23 and later are"
            );
        return new SynthesisResult(family, cells.ToImmutable(), int.Parse(length.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^[a-z0-9]+\z")]
    private static partial Regex FamilyName();

    [GeneratedRegex(@"^module (LUT6_2|CARRY8)\b.*?^endmodule\s*?\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Primitive();

    [GeneratedRegex(@"= (\w+) \* (\w+); // smul")]
    private static partial Regex SignedProduct();

    [GeneratedRegex("\"([01]+)\"")]
    private static partial Regex BitString();

    [GeneratedRegex(@"\(length=(\d+)\)")]
    private static partial Regex Length();
}
