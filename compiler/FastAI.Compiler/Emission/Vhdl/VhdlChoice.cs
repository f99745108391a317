using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A choice in LUT6_2, two bits in one, which O6 and O5 give: the inputs are the two bits of each word that is chosen from, and what
/// it is chosen by.</summary>
internal static class VhdlChoice
{
    private const int Inputs = 5;

    /// <summary>Adds the signals, statements and cells of the choice to its stage.</summary>
    public static void Add(VhdlStageBuilder stage, string layer, string name, PairedChoice choice, int number, VhdlScope scope)
    {
        Word word = scope.Words[choice.Muxes[0]];
        int width = word.Width;
        for (int k = 0; k < choice.Data.Length; k++)
            Vector(Data(name, k), width, scope.Read(choice.Data[k], number));
        foreach (int compared in choice.Selects.Where(s => s.Bit >= 0).Select(s => s.Word).Distinct())
            Vector(Compared(name, compared), scope.Words[compared].Width, scope.Read(compared, number));
        stage.Add(layer, new VhdlSignal(name + "_y", Bits(width), ""), "");
        for (int i = 0; i < width; i += 2)
        {
            bool two = i + 1 < width;
            var inputs = new List<string>(Inputs);
            for (int k = 0; k < choice.Data.Length; k++)
            {
                inputs.Add(Bit(Data(name, k), i));
                inputs.Add(two ? Bit(Data(name, k), i + 1) : "'0'");
            }
            inputs.AddRange(
                choice.Selects.Select(s => s.Bit < 0 ? scope.Read(s.Word, number).AsBit() : Bit(Compared(name, s.Word), s.Bit))
            );
            var ports = new List<string> { $"O5 => {(two ? Bit(name + "_y", i + 1) : "open")}", $"O6 => {Bit(name + "_y", i)}" };
            for (int k = 0; k < Inputs; k++)
                ports.Add(string.Create(CultureInfo.InvariantCulture, $"I{k} => {(k < inputs.Count ? inputs[k] : "'0'")}"));
            ports.Add("I5 => '1'");
            ulong init = Table(choice, scope.Words, i, 0) << 32 | Table(choice, scope.Words, i + 1, 1);
            stage.Add(
                new VhdlLutCell(
                    string.Create(CultureInfo.InvariantCulture, $"{name}_{i}"),
                    string.Create(CultureInfo.InvariantCulture, $"x\"{init:X16}\""),
                    string.Join(", ", ports)
                )
            );
        }
        VhdlType type = scope.TypeOf(word);
        string value = word.IsSigned
            ? VhdlOperand.FromVector($"signed({name}_y)", width, type)
            : VhdlOperand.FromVector($"zero_extend(signed({name}_y))", width + 1, type);
        stage.Add(layer, new VhdlSignal(name, type.Name, ""), $"{name} <= {value};");

        void Vector(string vector, int bits, VhdlOperand operand) =>
            stage.Add(layer, new VhdlSignal(vector, Bits(bits), ""), $"{vector} <= {Low(operand, bits)};");
    }

    /// <summary>The table of one bit; <paramref name="second"/> is 1 for the second one of the two in a cell.</summary>
    private static ulong Table(PairedChoice choice, ImmutableArray<Word> words, int bit, int second)
    {
        int selects = 2 * choice.Data.Length;
        return TruthTable.Of(Inputs, row =>
        {
            int word = choice.Chosen(words, row >> selects);
            return words[word] is ConstantWord constant
                ? (constant.Value >> Math.Min(bit, 63) & 1) == 1
                : (row >> ((2 * choice.Data.IndexOf(word)) + second) & 1) == 1;
        });
    }

    private static string Data(string name, int k) => string.Create(CultureInfo.InvariantCulture, $"{name}_x{k}");

    private static string Compared(string name, int word) => string.Create(CultureInfo.InvariantCulture, $"{name}_t{word}");

    private static string Bits(int width) => string.Create(CultureInfo.InvariantCulture, $"std_logic_vector({width - 1} downto 0)");

    private static string Low(VhdlOperand operand, int bits) =>
        bits >= 2 ? $"std_logic_vector({operand.AsVector(bits)})" : $"std_logic_vector(low_bits({operand.AsVector(2)}, 1))";

    private static string Bit(string vector, int bit) => string.Create(CultureInfo.InvariantCulture, $"{vector}({bit})");
}
