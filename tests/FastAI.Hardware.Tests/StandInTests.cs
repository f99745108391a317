using System.Globalization;
using System.Text;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Simulation;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>The stand-in for ap_int and ap_fixed means what those types mean: exact sums and products, and
/// every rounding and overflow mode.</summary>
public sealed class StandInTests
{
    [SkippableFact]
    public void FixedPointConversionsEqualTheDefinition()
    {
        Workspace.Tool("g++");
        var random = new Random(5);
        var program = new StringBuilder("#include <cstdio>\n#include \"fastai_ap.h\"\nint main() {\n");
        var expected = new StringBuilder();
        foreach (Rounding rounding in Enum.GetValues<Rounding>())
        {
            foreach (Overflow overflow in Enum.GetValues<Overflow>())
            {
                for (int i = 0; i < 3; i++)
                {
                    FixedFormat from = Format(random),
                        to = Format(random, from);
                    string target = $"ap_{to.ToString().TrimEnd('>')},AP_{Name(rounding)},AP_{Name(overflow)}>";
                    program.Append("  {\n    static const long long m[] = {");
                    long[] mantissas = [.. Enumerable.Range(0, 24).Select(k => Mantissa(random, from, to.Fraction, k))];
                    program.AppendJoin(',', mantissas.Select(m => m.ToString(CultureInfo.InvariantCulture) + "LL"));
                    program.Append(
                        CultureInfo.InvariantCulture,
                        $"}};\n    for (long long x : m) {{ ap_{from} a; a.range({from.Width - 1}, 0) = ap_int<64>(x); {target} b = a; std::printf(\"%lld\\n\", (long long)b.bits.v); }}\n  }}\n"
                    );
                    foreach (long m in mantissas)
                        expected.Append(CultureInfo.InvariantCulture, $"{ExactQuantize.Apply(m, from.Fraction, to, rounding, overflow)}\n");
                }
            }
        }
        program.Append("}\n");
        Assert.Equal(expected.ToString(), CompileAndRun(program.ToString()));
    }

    [SkippableFact]
    public void IntegersOfEveryWidthAreExact()
    {
        Workspace.Tool("g++");
        var random = new Random(6);
        var program = new StringBuilder("#include <cstdio>\n#include \"fastai_ap.h\"\nint main() {\n");
        var expected = new StringBuilder();
        for (int i = 0; i < 50; i++)
        {
            FixedFormat a = new(random.Next(2) == 0, random.Next(1, 64), 1),
                b = new(random.Next(2) == 0, random.Next(1, 64), 1),
                c = new(random.Next(2) == 0, random.Next(1, 64), 1);
            long x = Mantissa(random, a, 0, random.Next(9)),
                y = Mantissa(random, b, 0, random.Next(9));
            int shift = random.Next(a.Width);
            program.Append(CultureInfo.InvariantCulture, $"  {{ {Type(a)} a({x}LL); {Type(b)} b({y}LL); typedef {Type(c)} t;\n");
            Say("t(a + b)", Wrap((Int128)x + y));
            Say("t(a - b)", Wrap((Int128)x - y));
            Say("t(a * b)", Wrap((Int128)x * y));
            Say("t(-a)", Wrap(-(Int128)x));
            Say("t(a)", Wrap(x));
            Say($"t(a >> {shift})", Wrap(x >> shift));
            Say($"t(a << {shift})", Wrap(FastAI.Compiler.Netlist.WordTyping.Wrap((Int128)x << shift, a.Width, a.Signed)));
            Say("ap_uint<1>(a < b)", x < y ? 1 : 0);
            Say("ap_uint<1>(a == b)", x == y ? 1 : 0);
            Say("ap_uint<1>(a != b)", x != y ? 1 : 0);
            program.Append("  }\n");

            Int128 Wrap(Int128 value) => FastAI.Compiler.Netlist.WordTyping.Wrap(value, c.Width, c.Signed);

            void Say(string expression, Int128 value)
            {
                program.Append(CultureInfo.InvariantCulture, $"    std::printf(\"%lld\\n\", (long long)({expression}).v);\n");
                expected.Append(CultureInfo.InvariantCulture, $"{value}\n");
            }
        }
        program.Append("}\n");
        Assert.Equal(expected.ToString(), CompileAndRun(program.ToString()));
    }

    [SkippableFact]
    public void DoublesAreRoundedExactly()
    {
        Workspace.Tool("g++");
        const string Program = """
            #include <cstdio>
            #include "fastai_ap.h"
            int main() {
              std::printf("%g %g %g %g\n", ap_fixed<8,3>(1.03125 + 0.015).to_double(), ap_fixed<8,3,AP_RND>(-1.046875).to_double(),
                ap_fixed<8,3,AP_TRN,AP_SAT>(100.0).to_double(), ap_ufixed<4,6,AP_RND>(10.0).to_double());
              std::printf("%g %g\n", ap_fixed<10,-3,AP_RND_CONV>(0.03125 + 1e-9).to_double(), ap_fixed<8,3,AP_TRN,AP_SAT_SYM>(-1e300).to_double());
            }
            """;
        // a step is 1/32 in <8,3>, 4 in <4,6> and 2^-13 in <10,-3>
        Assert.Equal("1.03125 -1.03125 3.96875 12\n0.03125 -3.96875\n", CompileAndRun(Program));
    }

    private static FixedFormat Format(Random random, FixedFormat? near = null)
    {
        int width = random.Next(1, 41),
            fraction = near is { } other && random.Next(4) > 0 ? other.Fraction + random.Next(-8, 9) : random.Next(-20, 40);
        return new FixedFormat(random.Next(2) == 0, width, width - fraction);
    }

    /// <summary>A mantissa of the format; many are half-way between two values of
    /// <paramref name="fraction"/> fraction bits, or at an end.</summary>
    private static long Mantissa(Random random, FixedFormat format, int fraction, int kind)
    {
        long any = random.NextInt64(format.MinMantissa, format.MaxMantissa == long.MaxValue ? long.MaxValue : format.MaxMantissa + 1);
        int dropped = format.Fraction - fraction;
        return kind switch
        {
            0 => format.MinMantissa,
            1 => format.MaxMantissa,
            2 => 0,
            < 16
                when dropped is > 0 and < 62
                    && (any >> dropped << dropped | 1L << (dropped - 1)) is var tie
                    && format.Range.Contains(tie) => tie,
            _ => any,
        };
    }

    private static string Type(FixedFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"ap_{(format.Signed ? "" : "u")}int<{format.Width}>");

    private static string Name<T>(T mode)
        where T : struct, Enum =>
        string.Concat(mode.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()))
            .ToUpperInvariant();

    private static string CompileAndRun(string source)
    {
        PipelinedCircuit pipeline = RandomCircuits.Create(1);
        long[] inputs = RandomCircuits.Inputs(pipeline.Circuit, 1, 1);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(
                pipeline,
                inputs,
                RandomCircuits.Outputs(pipeline.Circuit, inputs),
                new EmissionOptions { Targets = EmissionTargets.Hls }
            )
        );
        File.WriteAllText(folder["test.cpp"], source);
        ExternalTool
            .Require("test", "g++", "g++")
            .Run(
                folder.FullPath,
                [
                    "-std=c++14",
                    "-O0",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-fsanitize=undefined",
                    "-fno-sanitize-recover",
                    "-I",
                    "hls",
                    "test.cpp",
                    "-o",
                    "test",
                ]
            );
        return ExternalTool.At(folder["test"]).Run(folder.FullPath, []);
    }
}
