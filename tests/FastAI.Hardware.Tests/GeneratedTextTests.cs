using System.Text.RegularExpressions;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Model;
using Xunit;

namespace FastAI.Hardware.Tests;

public sealed partial class GeneratedTextTests
{
    /// <summary>
    /// What GHDL's synthesis gets wrong on signed words (arithmetic right shifts by a function, abs, division), and null ranges, which
    /// become a floating bit. Only bodies for simulators may divide.
    /// </summary>
    [Fact]
    public void VhdlHasNoConstructThatSynthesisMistakes()
    {
        for (int seed = 600; seed < 640; seed++)
        {
            foreach (OutputFile file in Emit(seed).Where(f => f.Path.StartsWith("vhdl/")))
            {
                string text = Comment().Replace(SimulatorBody().Replace(file.Content, ""), "");
                Assert.DoesNotMatch(Banned(), text);
            }
        }
    }

    [Theory]
    [InlineData("conv", 1)]
    [InlineData("rnn", 4)]
    [InlineData("fed", 10)]
    public void StreamDesignsHaveNoneEitherAndAreTheSameEveryTime(string model, int interleave)
    {
        string[] texts =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(_ =>
                {
                    using EmittedStream design = EmittedStream.Create(
                        StreamModels.Create(model),
                        new()
                        {
                            ClockMHz = 50,
                            Effort = 0,
                            Interleave = interleave,
                            Device = "xcup",
                        },
                        20,
                        1
                    );
                    foreach (OutputFile file in design.Files.Where(f => f.Path.StartsWith("vhdl/")))
                        Assert.DoesNotMatch(Banned(), Comment().Replace(SimulatorBody().Replace(file.Content, ""), ""));
                    Assert.All(design.Files, f => Assert.DoesNotContain(f.Content.Split('\n'), line => line.EndsWith(' ')));
                    return string.Concat(design.Files.Select(f => f.Path + f.Content));
                }),
        ];
        Assert.Equal(texts[0], texts[1]);
    }

    [Fact]
    public void TheSameDesignGivesTheSameBytes() => Assert.Equal(Emit(650).AsEnumerable(), Emit(650));

    [Fact]
    public void TargetsChooseFiles()
    {
        string[] vhdl = [.. Emit(1, EmissionTargets.Vhdl).Select(f => f.Path)],
            hls = [.. Emit(1, EmissionTargets.Hls).Select(f => f.Path)];
        Assert.Contains("vhdl/random_1.vhd", vhdl);
        Assert.DoesNotContain(vhdl, p => p.StartsWith("hls/") || p == "testbench/main.cpp");
        Assert.Contains("hls/random_1.cpp", hls);
        Assert.DoesNotContain(hls, p => p.EndsWith(".vhd"));
    }

    [Fact]
    public void LinesEndInALineFeedWithoutTrailingSpace()
    {
        foreach (OutputFile file in Emit(2))
        {
            Assert.EndsWith("\n", file.Content);
            Assert.DoesNotContain('\r', file.Content);
            Assert.DoesNotContain(file.Content.Split('\n'), line => line.EndsWith(' '));
        }
    }

    [Theory]
    [InlineData("jet_mlp", "jet_mlp")]
    [InlineData("Signal", "signal_model")]
    [InlineData("float", "float_model")]
    [InlineData("2d net", "model_2d_net")]
    [InlineData("a__b_", "a_b")]
    [InlineData("äöü", "model")]
    [InlineData("clk", "clk_model")]
    [InlineData("serving/default:0", "serving_default_0")]
    public void ModelNames(string name, string expected) => Assert.Equal(expected, Identifier.ForModel(name));

    [Fact]
    public void NamesDifferWithoutRegardToCase()
    {
        var names = new Identifier();
        Assert.Equal(["x", "x_2", "x_3", "x_2_2"], new[] { "x", "X", "x", "x_2" }.Select(names.Unique));
    }

    [Fact]
    public void AFolderOverridesATemplate()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "vivado"));
            string path = Path.Combine(folder, "vivado", "clock.xdc.sbn");
            File.WriteAllText(path, "# mine: {{ name }} {{ clock_period }}\n");
            Assert.Equal(
                "# mine: random_3 5.000\n",
                Emit(3, EmissionTargets.Vhdl, folder).Single(f => f.Path == "vivado/clock.xdc").Content
            );
            File.WriteAllText(path, "# line 1\n{{ nam }}\n");
            FastAIException e = Assert.Throws<FastAIException>(() => Emit(3, EmissionTargets.Vhdl, folder));
            Assert.StartsWith(path + "(2,4)", e.Message);
            Assert.Equal(ExitCode.BadInput, e.Code);
            File.WriteAllText(path, "{{ if }}");
            Assert.StartsWith(path + "(1,", Assert.Throws<FastAIException>(() => Emit(3, EmissionTargets.Vhdl, folder)).Message);
            File.Move(path, Path.Combine(folder, "vivado", "clck.xdc.sbn"));
            Assert.Contains(
                "no template 'vivado/clck.xdc.sbn'",
                Assert.Throws<FastAIException>(() => Emit(3, EmissionTargets.Vhdl, folder)).Message
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void VectorsOfAnyWidthComeBack()
    {
        for (int seed = 700; seed < 730; seed++)
        {
            PipelinedCircuit pipeline = RandomCircuits.Create(seed, 10, 63);
            DesignInterface ports = DesignInterface.Of(pipeline.Circuit);
            long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, 20),
                back = new long[ports.InputCount];
            string[] lines = VectorText.Write(ports.Inputs, inputs).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            for (int i = 0; i < 20; i++)
            {
                VectorText.Read(ports.Inputs, lines[i], back, "test");
                Assert.Equal(inputs[(i * back.Length)..((i + 1) * back.Length)], back);
            }
        }
    }

    private static IReadOnlyList<OutputFile> Emit(
        int seed,
        EmissionTargets targets = EmissionTargets.Vhdl | EmissionTargets.Hls,
        string? templates = null
    )
    {
        PipelinedCircuit pipeline = RandomCircuits.Create(seed);
        long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, seed, 5);
        return EmittedFolder.Emit(
            pipeline,
            inputs,
            RandomCircuits.Outputs(pipeline.Circuit, inputs),
            new EmissionOptions { Targets = targets, TemplatesFolder = templates }
        );
    }

    [GeneratedRegex(@"\b(shift_right|sra|srl|abs|rem)\b|/(?!=)|\(\s*-1 downto 0\)", RegexOptions.IgnoreCase)]
    private static partial Regex Banned();

    [GeneratedRegex(@"-- synthesis translate_off.*?-- synthesis translate_on", RegexOptions.Singleline)]
    private static partial Regex SimulatorBody();

    [GeneratedRegex("--.*")]
    private static partial Regex Comment();
}
