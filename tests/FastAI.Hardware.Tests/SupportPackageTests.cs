using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>Both bodies of the support functions, the one for simulators and the one for synthesis, are the same functions.</summary>
public sealed class SupportPackageTests
{
    [SkippableFact]
    public void BodiesAgreeOnEveryWordOfUpToTenBits()
    {
        Workspace.Tool("ghdl-mcode");
        using var work = new ScratchFolder();
        string support = Support();
        // the second package is what synthesis reads: without the lines between translate_off and translate_on
        var synthesis = new List<string>();
        bool skip = false;
        foreach (string line in support.Replace("fastai_support", "synthesis_support").Split('\n'))
        {
            skip |= line.Contains("translate_off");
            if (!skip)
                synthesis.Add(line);
            skip &= !line.Contains("translate_on");
        }
        Assert.NotEqual(support.Split('\n').Length, synthesis.Count);
        File.WriteAllText(work["support.vhd"], support);
        File.WriteAllText(work["synthesis.vhd"], string.Join('\n', synthesis));
        File.WriteAllText(work["bench.vhd"], Bench);
        var ghdl = ExternalTool.Require("test", "ghdl-mcode", "ghdl-mcode");
        ghdl.Run(work.FullPath, ["-a", "--std=08", "support.vhd", "synthesis.vhd", "bench.vhd"]);
        string said = ghdl.Run(work.FullPath, ["-r", "--std=08", "bench"]);
        Assert.Contains("compared 83976", said);
    }

    private static string Support()
    {
        PipelinedCircuit pipeline = RandomCircuits.Create(1);
        long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, 1, 1);
        return EmittedFolder
            .Emit(pipeline, inputs, RandomCircuits.Outputs(pipeline.Circuit, inputs))
            .Single((OutputFile f) => f.Path == "vhdl/fastai_support.vhd")
            .Content;
    }

    private const string Bench = """
        use std.env.all;
        entity bench is end entity;
        architecture test of bench is
        begin
          process
            variable compared, wrapped : integer := 0;
            variable expected : integer;
          begin
            for width in 2 to 10 loop
              for x in -(2**(width - 1)) to 2**(width - 1) - 1 loop
                for n in 0 to width - 1 loop
                  -- the definition, apart from both bodies
                  expected := 0;
                  while expected * 2**n > x loop expected := expected - 1; end loop;
                  while (expected + 1) * 2**n <= x loop expected := expected + 1; end loop;
                  assert work.fastai_support.floor_shift(x, width, n) = expected severity failure;
                  assert work.synthesis_support.floor_shift(x, width, n) = expected severity failure;
                  compared := compared + 1;
                end loop;
                for bits in 1 to width - 1 loop
                  wrapped := x;
                  while wrapped < 0 loop wrapped := wrapped + 2**bits; end loop;
                  while wrapped >= 2**bits loop wrapped := wrapped - 2**bits; end loop;
                  assert work.fastai_support.wrap_unsigned(x, width, bits) = wrapped severity failure;
                  assert work.synthesis_support.wrap_unsigned(x, width, bits) = wrapped severity failure;
                  if wrapped >= 2**(bits - 1) then wrapped := wrapped - 2**bits; end if;
                  assert work.fastai_support.wrap_signed(x, width, bits) = wrapped severity failure;
                  assert work.synthesis_support.wrap_signed(x, width, bits) = wrapped severity failure;
                  compared := compared + 2;
                end loop;
              end loop;
            end loop;
            for a in -128 to 127 loop
              for b in -64 to 63 loop
                assert work.fastai_support.multiply(a, 8, b, 7) = a * b severity failure;
                assert work.synthesis_support.multiply(a, 8, b, 7) = a * b severity failure;
                compared := compared + 1;
              end loop;
            end loop;
            -- 2 to 10 bits: sum of 2**w * (w + 2 * (w - 1)) = 51,208 words and positions, and 32,768 products
            report "compared " & integer'image(compared);
            finish;
          end process;
        end architecture;
        """;
}
