using FastAI.Compiler.Netlist;
using FastAI.Model;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// Time that a word takes after its last operand, in nanoseconds, for a device family. A path is a chain of words between two registers;
/// each hop between logic cells pays for its wire, more where many cells read it, and a carry chain pays per bit.
/// </summary>
/// <remarks>
/// The figures and where they come from are in <see cref="Families"/>; README.md beside this file says how the model was made and compares
/// it with paths that vendors' tools reported. All are for the slower of the usual speed grades and a device that is about half full: check
/// a finished design in the vendor's tool.
/// A sum of three operands first passes a table whose result goes to the table of the next column, in the same or the neighbouring slice: a
/// LUT level with half a hop more than two operands.
/// </remarks>
/// <param name="Name">Name as <c>--device</c> takes it.</param>
/// <param name="Register">Clock to output plus set-up of a register, with the clock's uncertainty.</param>
/// <param name="Lut">One level of look-up table.</param>
/// <param name="Wire">One hop of routing to few readers.</param>
/// <param name="FanOut">What a hop takes more with every doubling of its readers beyond <see cref="FewReaders"/>.</param>
/// <param name="CarryIn">From a LUT's input into and out of a carry chain, beyond a LUT level.</param>
/// <param name="CarryBit">One bit of carry chain.</param>
/// <param name="Multiplier">A multiplier of up to 18 x 25 bits.</param>
public sealed record DelayModel(
    string Name,
    double Register,
    double Lut,
    double Wire,
    double FanOut,
    double CarryIn,
    double CarryBit,
    double Multiplier
)
{
    /// <summary>Readers up to which a hop takes no longer.</summary>
    public const int FewReaders = 8;

    private const int UsualColumns = 24;

    /// <summary>
    /// Share of a multiplier's time up to the register of its partial sums (M of AMD UG579; the adder that joins them follows it). An
    /// estimate, with which a block whose registers are all in use meets about 740 MHz on UltraScale+.
    /// </summary>
    private const double PartialSums = 0.55;

    // Sources. R: timing reports of Vivado 2021.2 after routing, xczu3eg-1, published in github.com/gussmith23/lakeroad-evaluation (lpm,
    // inlining, pow); F: FloPoCo, src/Targets/VirtexUltrascalePlus.hpp, from reports for xcvu3p-2; S: Stratix 10 of VTR,
    // vtr_flow/arch/COFFE_22nm/stratix10_arch.xml (Eldafrawy,
    // Boutros, Yazdanshenas, Betz, ACM TRETS 13, 2020), simulated by COFFE at 20 nm. "Own": an estimate of this project.
    //
    //            xcup: published                                          taken      other families
    // Register   R: .093-.096 clock to Q, -.027 set-up, .035 uncertainty  .30, with  stratix10: S .060 + .040 + .019 (set-up) + .019;
    //                                                                     own .2 for skew and jitter of a board's clock; others own
    // Lut        R: .039-.179 by input; F: .043 (five), .119 (six)        .12        stratix10: S .153 (five), .180 (six); others own
    // Wire       R: .10-.35 to 1-9 readers, mean .21; F: .5 "typical"     .38 (own)  stratix10: S .231 a segment + .145 + .072 inside
    // FanOut     R: .36-.46 to 77-127 readers: .2 in 3.6 doublings;       .05        others own, in proportion to Wire
    //            F: 1/65 ns a reader, which R does not bear out
    // CarryIn    R: S to O .250; F: S to CO .115, CI to O .116            .17 (own)  stratix10: S .069 + .040 + .019; others own
    // CarryBit   R: .023-.030 a CARRY8, .028 to the next: .007 a bit;     .012 (own) stratix10: S .026 a bit; .018 as an ALM looks
    //            F: .015 and .026: .005 a bit                                        ahead (own); others own
    // Multiplier R: .195 + .092 + .737 + .059 + .699 + .141 = 1.923       1.9        others own, by xcup
    // agilex7, xcku, versal and generic have no published figure here: all of theirs are own estimates.
    private static readonly DelayModel[] Families =
    [
        new("generic", 0.35, 0.15, 0.45, 0.06, 0.20, 0.020, 2.5),
        new("xcup", 0.30, 0.12, 0.38, 0.05, 0.17, 0.012, 1.9),
        new("xcku", 0.38, 0.15, 0.45, 0.06, 0.20, 0.016, 2.3),
        new("versal", 0.28, 0.11, 0.35, 0.045, 0.15, 0.011, 1.7),
        new("stratix10", 0.33, 0.14, 0.42, 0.055, 0.20, 0.018, 2.0),
        new("agilex7", 0.28, 0.12, 0.36, 0.05, 0.17, 0.015, 1.7),
    ];

    /// <summary>Names of all families.</summary>
    public static IEnumerable<string> Names => Families.Select(f => f.Name);

    /// <exception cref="FastAIException">No family has the name.</exception>
    public static DelayModel Of(string name) =>
        Array.Find(Families, f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FastAIException(ExitCode.Usage, $"device '{name}' is not known; known are {string.Join(", ", Names)}");

    /// <summary>Time for words between two registers at a clock.</summary>
    public double Budget(double clockMHz) => 1000 / clockMHz - Register;

    /// <summary>Whether the family has tables with two outputs on a carry chain (LUT6_2 and CARRY8, AMD UG574).</summary>
    public bool HasTernaryAdders => HasDualTables;

    /// <summary>Whether sums of three operands are of use: the family has them, and a stage at this clock has time for one of a usual
    /// width.</summary>
    public bool AddsThree(double clockMHz) => HasTernaryAdders && Budget(clockMHz) >= Sum(UsualColumns);

    /// <summary>Whether a table of six inputs is also two of five that share their inputs, as instances of LUT6_2 (AMD UG574).</summary>
    public bool HasDualTables => Name is "xcup" or "xcku";

    /// <summary>Whether flip-flops in a row may be one LUT (SRL16E, SRLC32E of AMD UG574 and AM005). Intel's devices make them of memory, and
    /// long ones alone.</summary>
    public bool HasShiftRegisters => Name is not ("stratix10" or "agilex7");

    private double Sum(int columns) => (Wire / 2) + Lut + Carry(columns);

    /// <summary>Stages of a multiplier block at a clock: as few as meet it; the most where none does.</summary>
    public int MultiplierPhases(double clockMHz)
    {
        double budget = Budget(clockMHz);
        return budget >= Wire + Multiplier ? 1
            : budget >= Wire + Multiplier * PartialSums ? 2
            : MultiplyWord.MaxPhases;
    }

    /// <summary>
    /// Bits of the operands of one multiplier block, as signed integers, the wider one first: DSP48E2 (AMD UG579), DSP58 (AM004),
    /// variable-precision blocks (Intel 683832 and 683037).
    /// </summary>
    public (int Wide, int Narrow) Block =>
        Name switch
        {
            "versal" => (27, 24),
            "stratix10" or "agilex7" => (27, 27),
            _ => (27, 18),
        };

    /// <summary>
    /// A memory block: the set-up of its address, and from the clock to its output, both beyond those of a register. Vivado reports .830 to
    /// the output of a RAMB36E2 of xcu250-2 (a path quoted in the sources of AutoBridge, github.com/UCLA-VAST/AutoBridge); the slower grade,
    /// the set-up and the other families are own estimates in proportion to <see cref="Wire"/>.
    /// </summary>
    private (double Address, double Read) Memory => (0.8 * Wire, 2.4 * Wire);

    /// <summary>
    /// Memory blocks of the smallest kind that hold a table, by the shapes of RAMB18E2 (AMD UG573; two are one of 36 Kbit) and
    /// M20K (Intel UG-S10MEMORY).
    /// </summary>
    /// <param name="entries">Entries.</param>
    /// <param name="width">Bits of each.</param>
    public int MemoryBlocks(int entries, int width)
    {
        bool intel = Name is "stratix10" or "agilex7";
        ReadOnlySpan<(int Depth, int Width)> shapes = intel
            ? [(512, 40), (1024, 20), (2048, 10)]
            : [(512, 36), (1024, 18), (2048, 9), (4096, 4), (8192, 2), (16384, 1)];
        int least = int.MaxValue;
        foreach ((int depth, int bits) in shapes)
            least = Math.Min(least, (entries + depth - 1) / depth * ((width + bits - 1) / bits));
        return least;
    }

    /// <summary>Time from the last operand to each word; 0 for wires.</summary>
    public double[] Of(Circuit circuit)
    {
        var delays = new double[circuit.Words.Length];
        for (int i = 0; i < delays.Length; i++)
            delays[i] = Of(circuit, i);
        // between what is held or collected and its readers stands a register
        int[] loads = NetLoads.Of(circuit, i => delays[i] == 0 && !circuit.Words[i].IsRegistered && circuit.Words[i] is not CollectWord);
        for (int i = 0; i < delays.Length; i++)
        {
            Word word = circuit.Words[i];
            double wire = 0;
            for (int k = 0; k < word.OperandCount; k++)
                if (circuit.Words[word.Operand(k)] is not ConstantWord)
                    wire = Math.Max(wire, FanOut * Math.Log2(Math.Max(1, (double)loads[word.Operand(k)] / FewReaders)));
            if (delays[i] > 0)
                delays[i] += wire;
        }
        return delays;
    }

    /// <summary>The same where all operands have few readers.</summary>
    private double Of(Circuit circuit, int index)
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
                return pass.Part switch
                {
                    BlockPart.Operand => Wire,
                    BlockPart.Result => Multiplier * (1 - PartialSums),
                    BlockPart.Memory => Memory.Read,
                    _ => 0,
                };
            case ProductRowWord row:
                return Carry(row.Width - row.Shift);
            case CompareWord compare when IsSign(circuit, compare):
                return 0;
            case CompareWord { Comparison: Comparison.Less } compare when Operand(compare.Right) is not ConstantWord:
                return Carry((Math.Max(Operand(compare.Left).Width, Operand(compare.Right).Width) + 1) / 2);
            case CompareWord compare:
                return Levels(
                    LutLevels(Operand(compare.Left).Width + (Operand(compare.Right) is ConstantWord ? 0 : Operand(compare.Right).Width))
                );
            case LogicWord logic when logic.Operation == LogicOperation.Xor && Operand(logic.Right) is ConstantWord:
                return 0;
            case LogicWord or MuxWord or LutWord:
                return Levels(1);
            case TableWord { InBlock: true }:
                return Wire + Memory.Address;
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
        for (int reach = 6; reach < inputs; reach *= 6)
            levels++;
        return levels;
    }

    private double Carry(int bits) => Wire + Lut + CarryIn + CarryBit * bits;

    private double Levels(int count) => count * (Wire + Lut);

    /// <summary>Six address bits a LUT; two more by the multiplexers beside it, then trees of four.</summary>
    private static int TableLevels(int addressBits) => addressBits <= 6 ? 1 : 1 + (addressBits - 6 + 1) / 2;
}
