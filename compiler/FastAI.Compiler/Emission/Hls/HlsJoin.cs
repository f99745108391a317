using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Bits side by side.</summary>
internal sealed class HlsJoin : HlsWordRenderer<JoinWord>
{
    /// <summary>Bits as one integer of C++, the first one the lowest.</summary>
    /// <param name="operands">The bits.</param>
    /// <param name="conversion">Method of <c>ap_uint</c> that gives a type with room for all.</param>
    public static string Bits(ReadOnlySpan<HlsOperand> operands, string conversion)
    {
        var parts = new List<string>(operands.Length);
        for (int k = 0; k < operands.Length; k++)
        {
            if (operands[k].Constant == 0)
                continue;
            string bit = operands[k].Constant is { } c ? HlsOperand.Literal(c) + "ULL" : $"{operands[k].Name}.{conversion}()";
            parts.Add(k == 0 ? bit : string.Create(CultureInfo.InvariantCulture, $"{bit} << {k}"));
        }
        return string.Join(" | ", parts);
    }

    protected override string Expression(JoinWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        Bits(operands, operands.Length > 32 ? "to_uint64" : "to_uint");
}
