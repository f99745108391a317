using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A choice between a word and a constant in LUT6_2, two bits in one: I0 is a bit, I1 the next one, I2 the condition; O6
/// gives the first and O5 the second.</summary>
internal static class VhdlChoice
{
    /// <summary>Adds the signals, statements and cells of the word to its stage.</summary>
    public static void Add(
        VhdlStageBuilder stage,
        string layer,
        string name,
        MuxWord word,
        ReadOnlySpan<VhdlOperand> operands,
        VhdlScope scope
    )
    {
        bool keeps = operands[2].Constant is not null; // where the condition is 1
        (VhdlOperand kept, long constant) = keeps ? (operands[1], operands[2].Constant!.Value) : (operands[2], operands[1].Constant!.Value);
        int width = word.Width;
        var bits = new VhdlSignal("", $"std_logic_vector({(width - 1).ToString(CultureInfo.InvariantCulture)} downto 0)", "");
        stage.Add(layer, bits with { Name = name + "_x" }, $"{name}_x <= std_logic_vector({kept.AsVector(width)});");
        stage.Add(layer, bits with { Name = name + "_y" }, "");
        bool One(int bit) => (constant >> Math.Min(bit, 63) & 1) == 1;
        for (int i = 0; i + 1 < width; i += 2)
        {
            string ports = string.Create(
                CultureInfo.InvariantCulture,
                $"O5 => {name}_y({i + 1}), O6 => {name}_y({i}), I0 => {name}_x({i}), I1 => {name}_x({i + 1}), I2 => {operands[0].AsBit()}, I3 => '0', I4 => '0', I5 => '1'"
            );
            stage.Add(new VhdlLutCell(string.Create(CultureInfo.InvariantCulture, $"{name}_{i}"), Init(keeps, One(i), One(i + 1)), ports));
        }
        if (width % 2 == 1)
        {
            string last = string.Create(CultureInfo.InvariantCulture, $"({width - 1})"),
                other = One(width - 1) ? "'1'" : "'0'";
            stage.Add(layer, $"{name}_y{last} <= {name}_x{last} when {operands[0].AsBit()} = '{(keeps ? 1 : 0)}' else {other};");
        }
        VhdlType type = scope.TypeOf(word);
        string value = word.IsSigned
            ? VhdlOperand.FromVector($"signed({name}_y)", width, type)
            : VhdlOperand.FromVector($"zero_extend(signed({name}_y))", width + 1, type);
        stage.Add(layer, new VhdlSignal(name, type.Name, ""), $"{name} <= {value};");
    }

    private static string Init(bool keeps, bool first, bool second)
    {
        ulong table = 0;
        for (int k = 0; k < 32; k++)
        {
            bool kept = ((k & 4) != 0) == keeps;
            if (kept ? (k & 2) != 0 : second)
                table |= 1UL << k;
            if (kept ? (k & 1) != 0 : first)
                table |= 1UL << (32 + k);
        }
        return string.Create(CultureInfo.InvariantCulture, $"x\"{table:X16}\"");
    }
}
