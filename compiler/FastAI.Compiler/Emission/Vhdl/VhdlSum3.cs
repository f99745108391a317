using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A sum of three operands as an instance of <c>fastai_sum3</c>.</summary>
/// <param name="Name">Signal of the word.</param>
/// <param name="Width">Bits of the sum.</param>
/// <param name="Generics">Values of the generics.</param>
/// <param name="Operands">What the ports a, b and c read.</param>
/// <param name="Value">The sum as the word's type.</param>
internal sealed record VhdlSum3(string Name, int Width, ImmutableArray<string> Generics, ImmutableArray<string> Operands, string Value)
{
    /// <summary>The instance for a sum whose constant has its place in the columns.</summary>
    public static VhdlSum3 Of(string name, SumWord word, SumColumns columns, ReadOnlySpan<VhdlOperand> operands, VhdlScope scope)
    {
        var generics = ImmutableArray.CreateBuilder<string>();
        var ports = ImmutableArray.CreateBuilder<string>();
        generics.Add(string.Create(CultureInfo.InvariantCulture, $"WIDTH => {columns.Width}"));
        generics.Add(string.Create(CultureInfo.InvariantCulture, $"FIRST => {columns.First}"));
        for (int k = 0; k < 3; k++)
        {
            SumSlot slot = columns.Slots[k];
            generics.Add($"{"ABC"[k]}_LIVE => {Bits(slot.Live, columns.Width)}");
            generics.Add($"{"ABC"[k]}_FLIP => {Bits(slot.Flip, columns.Width)}");
            ports.Add(slot.Live == 0 ? Bits(0, columns.Width) : Port(operands[k], word.Term(k).Shift, columns.Width));
        }
        generics.Add($"CARRY_IN => '{(columns.CarryIn ? 1 : 0)}'");
        generics.Add($"MIDDLE_IN => '{(columns.MiddleIn ? 1 : 0)}'");
        VhdlType type = scope.TypeOf(word);
        string value = word.IsSigned
            ? VhdlOperand.FromVector($"signed({name}_y)", columns.Width, type)
            : VhdlOperand.FromVector($"zero_extend(signed({name}_y))", columns.Width + 1, type);
        return new(name, columns.Width, generics.ToImmutable(), ports.ToImmutable(), value);
    }

    private static string Port(VhdlOperand operand, int shift, int width)
    {
        string vector = operand.AsVector(Math.Max(width, 2));
        if (shift > 0) vector = string.Create(CultureInfo.InvariantCulture, $"shift_left({vector}, {shift})");
        return width >= 2 ? $"std_logic_vector({vector})" : $"std_logic_vector(low_bits({vector}, 1))";
    }

    private static string Bits(ulong columns, int width) =>
        "\"" + string.Concat(Enumerable.Range(0, width).Select(i => (columns >> (width - 1 - i) & 1) == 1 ? '1' : '0')) + "\"";
}
