using FastAI.Compiler.Netlist;
using FastAI.Model;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Time that a word takes after its last operand, in nanoseconds, for a device family. A path is a chain of words between two registers;
/// each hop between logic cells pays for its wire, and a carry chain pays per bit.
/// </summary>
/// <remarks>
/// Vendors publish these delays in their timing tools, not in data sheets, so that every figure here is an <b>estimate</b> for a design that is
/// about half full, at the middle speed grade; check a finished design in the vendor's tool. What is documented is the structure: eight
/// carry bits a chain element and one LUT6 a bit (AMD UG574, UltraScale CLB; AM005, Versal CLB), two-operand adders alone in an ALM of the
/// Hyperflex families (Intel 683353, Hyperflex handbook, section on ternary adders). A sum of three operands first passes a table whose
/// result goes to the table of the next column, in the same or the neighbouring slice: a LUT level with half a hop more than two operands.
/// </remarks>
/// <param name="Name">Name as <c>--device</c> takes it.</param>
/// <param name="Register">Clock to output plus set-up of a register, with the clock's uncertainty.</param>
/// <param name="Lut">One level of look-up table.</param>
/// <param name="Wire">One hop of routing.</param>
/// <param name="CarryIn">From a LUT's input into and out of a carry chain, beyond a LUT level.</param>
/// <param name="CarryBit">One bit of carry chain.</param>
/// <param name="Multiplier">A multiplier of up to 18 x 25 bits.</param>
public sealed record DelayModel(string Name, double Register, double Lut, double Wire, double CarryIn, double CarryBit, double Multiplier)
{
    private const int UsualColumns = 24;

    /// <summary>
    /// Share of a multiplier's time up to the register of its partial sums (M of AMD UG579; the adder that joins them follows it). An estimate, with which a block
    /// whose registers are all in use meets about 740 MHz on UltraScale+.
    /// </summary>
    private const double PartialSums = 0.55;

    private static readonly DelayModel[] Families =
    [
        new("generic", 0.35, 0.15, 0.45, 0.20, 0.020, 2.5),
        new("xcup", 0.30, 0.12, 0.38, 0.17, 0.012, 1.9),
        new("xcku", 0.38, 0.15, 0.45, 0.20, 0.016, 2.3),
        new("versal", 0.28, 0.11, 0.35, 0.15, 0.011, 1.7),
        new("stratix10", 0.33, 0.14, 0.42, 0.20, 0.018, 2.0),
        new("agilex7", 0.28, 0.12, 0.36, 0.17, 0.015, 1.7),
    ];

    /// <summary>Names of all families.</summary>
    public static IEnumerable<string> Names => Families.Select(f => f.Name);

    /// <exception cref="FastAIException">No family has the name.</exception>
    public static DelayModel Of(string name) => Array.Find(Families, f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FastAIException(ExitCode.Usage, $"device '{name}' is not known; known are {string.Join(", ", Names)}");

    /// <summary>Time for words between two registers at a clock.</summary>
    public double Budget(double clockMHz) => 1000 / clockMHz - Register;

    /// <summary>Whether the family has tables with two outputs on a carry chain (LUT6_2 and CARRY8, AMD UG574).</summary>
    public bool HasTernaryAdders => HasDualTables;

    /// <summary>Whether sums of three operands are of use: the family has them, and a stage at this clock has time for one of a usual width.</summary>
    public bool AddsThree(double clockMHz) => HasTernaryAdders && Budget(clockMHz) >= Sum(UsualColumns);

    /// <summary>Whether a table of six inputs is also two of five that share their inputs, as instances of LUT6_2 (AMD UG574).</summary>
    public bool HasDualTables => Name is "xcup" or "xcku";

    private double Sum(int columns) => (Wire / 2) + Lut + Carry(columns);

    /// <summary>Stages of a multiplier block at a clock: as few as meet it; the most where none does.</summary>
    public int MultiplierPhases(double clockMHz)
    {
        double budget = Budget(clockMHz);
        return budget >= Wire + Multiplier ? 1 : budget >= Wire + Multiplier * PartialSums ? 2 : MultiplyWord.MaxPhases;
    }

    /// <summary>
    /// Bits of the operands of one multiplier block, as signed integers, the wider one first: DSP48E2 (AMD UG579), DSP58 (AM004), variable-precision
    /// blocks (Intel 683832 and 683037).
    /// </summary>
    public (int Wide, int Narrow) Block => Name switch
    {
        "versal" => (27, 24),
        "stratix10" or "agilex7" => (27, 27),
        _ => (27, 18),
    };

    /// <summary>Time from the last operand to the word; 0 for wires.</summary>
    public double Of(Circuit circuit, int index)
    {
        Word Operand(int word) => circuit.Words[word];
        switch (circuit.Words[index])
        {
            case AddWord add when add.IsDisjoint(Operand(add.Left), Operand(add.Right)):
                return 0;
            case AddWord add:
                return Carry(AdderBits(add, Operand(add.Left), Operand(add.Right)));
            case SumWord sum:
                SumColumns columns = SumColumns.Of(circuit, sum);
                return columns.HasMiddles ? Sum(columns.Chain) : Carry(columns.Chain);
            case MultiplyWord { Phases: 1 }:
                return Wire + Multiplier;
            case MultiplyWord multiply:
                return (multiply.Phases == 2 ? Wire : 0) + Multiplier * PartialSums;
            case PassWord pass:
                return pass.Part switch { BlockPart.Operand => Wire, BlockPart.Result => Multiplier * (1 - PartialSums), _ => 0 };
            case ProductRowWord row:
                return Carry(row.Width - row.Shift);
            case CompareWord compare when IsSign(circuit, compare):
                return 0;
            case CompareWord { Comparison: Comparison.Less } compare when Operand(compare.Right) is not ConstantWord:
                return Carry((Math.Max(Operand(compare.Left).Width, Operand(compare.Right).Width) + 1) / 2);
            case CompareWord compare:
                return Levels(LutLevels(Operand(compare.Left).Width + (Operand(compare.Right) is ConstantWord ? 0 : Operand(compare.Right).Width)));
            case LogicWord logic when logic.Operation == LogicOperation.Xor && Operand(logic.Right) is ConstantWord:
                return 0;
            case LogicWord or MuxWord or LutWord:
                return Levels(1);
            case TableWord table:
                return Levels(TableLevels(Operand(table.Input).Width));
            case StateWord state when circuit.Interleave > 1:
                // the memory, and the choice of what feedback begins with; of one channel both are in the register
                return Levels(TableLevels(BitsOf(circuit.Interleave)) + (circuit.States[state.Index].Initial is null ? 0 : 1));
            default:
                return 0;
        }
    }

    /// <summary>Bits of an address.</summary>
    private static int BitsOf(int depth) => 32 - int.LeadingZeroCount(depth - 1);

    /// <summary>Whether the comparison is the sign bit, a wire.</summary>
    public static bool IsSign(Circuit circuit, CompareWord compare) =>
        compare.Comparison == Comparison.Less && circuit.Words[compare.Right] is ConstantWord { Value: 0 };

    /// <summary>Bits that an addition computes: those below the coarser operand are wires unless they are subtracted.</summary>
    public static int AdderBits(AddWord add, Word left, Word right)
    {
        int leftEnd = left is ConstantWord { Value: not 0 } l ? (int)long.TrailingZeroCount(l.Value) : add.LeftShift;
        int rightEnd = right is ConstantWord { Value: not 0 } r ? (int)long.TrailingZeroCount(r.Value) : add.RightShift;
        int wires = add.Subtract ? rightEnd : Math.Max(leftEnd, rightEnd);
        return Math.Max(1, add.Width - wires);
    }

    /// <summary>Levels of six-input tables for a function of so many bits that is a tree of its inputs.</summary>
    public static int LutLevels(int inputs)
    {
        int levels = 1;
        for (int reach = 6; reach < inputs; reach *= 6) levels++;
        return levels;
    }

    private double Carry(int bits) => Wire + Lut + CarryIn + CarryBit * bits;

    private double Levels(int count) => count * (Wire + Lut);

    /// <summary>Six address bits a LUT; two more by the multiplexers beside it, then trees of four.</summary>
    private static int TableLevels(int addressBits) => addressBits <= 6 ? 1 : 1 + (addressBits - 6 + 1) / 2;
}
