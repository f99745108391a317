using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A sum of two or three operands as an instance of <c>fastai_sum3</c>.</summary>
internal static class VhdlSum3
{
    /// <summary>The instance for a sum whose constant has its place in the columns.</summary>
    public static VhdlInstance Of(string name, SumWord word, SumColumns columns, ReadOnlySpan<VhdlOperand> operands, VhdlScope scope) =>
        Of(name, word, [word.A.Shift, word.B.Shift, word.C.Shift], columns, operands, scope);

    /// <summary>The instance for a sum of two words.</summary>
    public static VhdlInstance Of(string name, AddWord word, SumColumns columns, ReadOnlySpan<VhdlOperand> operands, VhdlScope scope) =>
        Of(name, word, [word.LeftShift, word.RightShift, 0], columns, operands, scope);

    private static VhdlInstance Of(
        string name,
        Word word,
        ReadOnlySpan<int> shifts,
        SumColumns columns,
        ReadOnlySpan<VhdlOperand> operands,
        VhdlScope scope
    )
    {
        var generics = ImmutableArray.CreateBuilder<string>();
        var ports = ImmutableArray.CreateBuilder<string>();
        generics.Add(string.Create(CultureInfo.InvariantCulture, $"WIDTH => {columns.Width}"));
        generics.Add(string.Create(CultureInfo.InvariantCulture, $"FIRST => {columns.First}"));
        // which slot is a, b or c does not matter: in one order, fewer instances differ
        int[] order = [.. Enumerable.Range(0, 3).OrderByDescending(k => (columns.Slots[k].Live, columns.Slots[k].Flip))];
        for (int p = 0; p < 3; p++)
        {
            int k = order[p];
            SumSlot slot = columns.Slots[k];
            generics.Add($"{"ABC"[p]}_LIVE => {Bits(slot.Live, columns.Width)}");
            generics.Add($"{"ABC"[p]}_FLIP => {Bits(slot.Flip, columns.Width)}");
            ports.Add($"{"abc"[p]} => {(slot.Live == 0 ? Bits(0, columns.Width) : Port(operands[k], shifts[k], columns.Width))}");
        }
        generics.Add($"CARRY_IN => '{(columns.CarryIn ? 1 : 0)}'");
        generics.Add($"MIDDLE_IN => '{(columns.MiddleIn ? 1 : 0)}'");
        return new(
            "fastai_sum3",
            name,
            columns.Width,
            generics.ToImmutable(),
            ports.ToImmutable(),
            VhdlInstance.Result(name, word, columns.Width, scope)
        );
    }

    private static string Port(VhdlOperand operand, int shift, int width)
    {
        string vector = operand.AsVector(Math.Max(width, 2));
        if (shift > 0)
            vector = string.Create(CultureInfo.InvariantCulture, $"shift_left({vector}, {shift})");
        return width >= 2 ? $"std_logic_vector({vector})" : $"std_logic_vector(low_bits({vector}, 1))";
    }

    private static string Bits(ulong columns, int width) =>
        "\"" + string.Concat(Enumerable.Range(0, width).Select(i => (columns >> (width - 1 - i) & 1) == 1 ? '1' : '0')) + "\"";
}
