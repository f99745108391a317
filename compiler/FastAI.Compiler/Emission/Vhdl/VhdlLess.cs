using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A comparison on a carry chain, one LUT6_2 for two bits of each word: O6 says that they are equal, so that the carry passes, O5
/// what the carry becomes where they are not.</summary>
internal static class VhdlLess
{
    private const int Bits = 2;
    private const int ChainColumns = 8;

    /// <summary>Adds the signals, statements and cells of the comparison to its stage.</summary>
    public static void Add(VhdlStageBuilder stage, string layer, string name, CompareWord word, int columns, int number, VhdlScope scope)
    {
        Word left = scope.Words[word.Left],
            right = scope.Words[word.Right];
        bool signed = left.IsSigned || right.IsSigned;
        int width = Bits * columns,
            chains = (columns + ChainColumns - 1) / ChainColumns;
        Vector("_l", width, $"{name}_l <= std_logic_vector({scope.Read(word.Left, number).AsVector(width)});");
        Vector("_r", width, $"{name}_r <= std_logic_vector({scope.Read(word.Right, number).AsVector(width)});");
        Vector("_s", chains * ChainColumns, Rest("_s"));
        Vector("_d", chains * ChainColumns, Rest("_d"));
        Vector("_c", chains * ChainColumns, "");
        for (int i = 0; i < columns; i++)
        {
            int low = Bits * i;
            string init = Init(signed && i == columns - 1);
            stage.Add(
                new VhdlLutCell(
                    Text($"{name}_{i}"),
                    init,
                    Text(
                        $"O5 => {name}_d({i}), O6 => {name}_s({i}), I0 => {name}_l({low}), I1 => {name}_l({low + 1}), I2 => {name}_r({low}), I3 => {name}_r({low + 1}), I4 => '0', I5 => '1'"
                    )
                )
            );
        }
        for (int k = 0; k < chains; k++)
        {
            string part = Text($"({(ChainColumns * k) + ChainColumns - 1} downto {ChainColumns * k})"),
                carry = k == 0 ? "'0'" : Text($"{name}_c({(ChainColumns * k) - 1})");
            stage.Add(
                new VhdlCarryCell(
                    Text($"{name}_{k}"),
                    $"CO => {name}_c{part}, O => open, CI => {carry}, CI_TOP => '0', DI => {name}_d{part}, S => {name}_s{part}"
                )
            );
        }
        VhdlType type = scope.TypeOf(word);
        stage.Add(layer, new VhdlSignal(name, type.Name, ""), Text($"{name} <= {name}_c({columns - 1});"));

        void Vector(string suffix, int bits, string statement) =>
            stage.Add(layer, new VhdlSignal(name + suffix, Text($"std_logic_vector({bits - 1} downto 0)"), ""), statement);
        string Rest(string suffix) =>
            columns == chains * ChainColumns
                ? ""
                : Text($"{name}{suffix}({(chains * ChainColumns) - 1} downto {columns}) <= (others => '0');");
    }

    /// <summary>The tables of a column; in the highest one of signed words the second bit is the sign, which counts the other way round.</summary>
    private static string Init(bool sign)
    {
        int flip = sign ? Bits : 0;
        ulong equal = TruthTable.Of(5, row => (row & 3) == (row >> Bits & 3)),
            less = TruthTable.Of(5, row => ((row & 3) ^ flip) < ((row >> Bits & 3) ^ flip));
        return Text($"x\"{equal << 32 | less:X16}\"");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
