using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Sums of three operands and a constant, all in the result's type.</summary>
internal sealed class HlsSum : HlsWordRenderer<SumWord>
{
    protected override string Expression(SumWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables)
    {
        string sum = "";
        for (int k = 0; k < 3; k++)
        {
            SumTerm term = word.Term(k);
            string value = operands[k].As(type);
            if (term.Shift > 0)
                value = string.Create(CultureInfo.InvariantCulture, $"({value} << {term.Shift})");
            sum +=
                (
                    k == 0
                        ? term.Negate
                            ? "-"
                            : ""
                        : term.Negate
                            ? " - "
                            : " + "
                ) + value;
        }
        return word.Constant == 0 ? sum : $"{sum} + {type.Name}({HlsOperand.Literal(word.Constant)})";
    }
}
