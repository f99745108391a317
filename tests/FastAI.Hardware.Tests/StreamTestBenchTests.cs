using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;
using FastAI.Model;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>The emitted test benches of stream designs pass on what is right, and fail on one wrong bit,
/// cycle, or mark of the warm-up.</summary>
public sealed class StreamTestBenchTests
{
    private const int Samples = 400;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void PassesOnEverySample(int interleave)
    {
        using EmittedStream design = Create(interleave);
        string[] lines = Run(design, "tb").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("PASS 0", lines[^1]);
        Assert.InRange(lines.Length - 1, design.Ticks.Count(t => t.Valid) - 40, design.Ticks.Count(t => t.Valid));
    }

    [SkippableFact]
    public void FailsOnOneWrongBit() =>
        Fails("result is wrong", "is expected", f =>
            f.Path.EndsWith("_outputs.hex")
                ? f with
                {
                    Content = Line(f.Content, l => l[0] == '1', l => l[..^1] + (l[^1] == '0' ? '1' : '0')),
                }
                : f
        );

    [SkippableFact]
    public void FailsOnAResultDuringTheWarmUp() =>
        Fails("sample is said to have no result", "during warm-up", f =>
            f.Path.EndsWith("_outputs.hex") ? f with { Content = Line(f.Content, l => l[0] == '1', l => "0" + l[1..]) } : f
        );

    [SkippableFact]
    public void FailsOnAMissingResult() =>
        Fails("sample is said to have a result", "out_valid is low", f =>
            f.Path.EndsWith("_outputs.hex") ? f with { Content = Line(f.Content, l => l[0] == '0', l => "1" + l[1..]) } : f
        );

    [SkippableFact]
    public void FailsOnAnotherChannel() =>
        Fails("channel is another", "is expected", f =>
            f.Path.StartsWith("vhdl/")
                ? f with
                {
                    Content = f.Content.Replace(
                        "out_channel <= std_logic_vector(to_unsigned(channel(",
                        "out_channel <= std_logic_vector(to_unsigned(channel(0 * "
                    ),
                }
                : f
        );

    [SkippableTheory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void TheAxiStreamWrapperGivesEveryResultOnceInOrder(int interleave, bool fullSpeed)
    {
        using EmittedStream design = Create(interleave);
        string said = Run(design, "axis_tb", $"-gFULL_SPEED={(fullSpeed ? "true" : "false")}");
        Assert.Contains($"{design.Ticks.Count(t => t.Valid)} results of {Samples} samples agree", said);
    }

    private static EmittedStream Create(int interleave) =>
        EmittedStream.Create(
            StreamModels.Create("rnn"),
            new HardwareOptions
            {
                ClockMHz = 200,
                Effort = 0,
                Interleave = interleave,
            },
            Samples,
            3,
            targets: EmissionTargets.Vhdl
        );

    private static void Fails(string what, string message, Func<OutputFile, OutputFile> change)
    {
        Workspace.Tool("ghdl-mcode");
        using EmittedStream design = Create(3);
        using ScratchFolder folder = EmittedFolder.Write([.. design.Files.Select(change)]);
        FastAIException e = Assert.Throws<FastAIException>(() => Run(folder.FullPath, design.Ports.Name, "tb"));
        Assert.True(e.Message.Contains(message), $"{what}: {e.Message}");
    }

    /// <summary>The text with the first such line changed.</summary>
    private static string Line(string text, Func<string, bool> which, Func<string, string> change)
    {
        string[] lines = text.Split('\n');
        int at = Array.FindIndex(lines, 20, l => which(l));
        lines[at] = change(lines[at]);
        return string.Join('\n', lines);
    }

    private static string Run(EmittedStream design, string bench, params string[] options) =>
        Run(design.Folder, design.Ports.Name, bench, options);

    private static string Run(string folder, string name, string bench, params string[] options)
    {
        string ghdl = Workspace.Tool("ghdl-mcode"),
            work = Path.Combine(folder, "testbench");
        string[] sources =
        [
            .. new[] { "fastai_support", name + "_pkg", name, name + "_axis" }.Select(f => $"../vhdl/{f}.vhd"),
            $"{name}_{bench}.vhd",
        ];
        ExternalTool.At(ghdl).Run(work, ["-a", "--std=08", .. sources]);
        string said = ExternalTool.At(ghdl).Run(work, ["-r", "--std=08", $"{name}_{bench}", "--ieee-asserts=disable", .. options]);
        return bench == "tb" ? File.ReadAllText(Path.Combine(work, name + "_result.txt")) : said;
    }
}
