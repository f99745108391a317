using System.Collections.Immutable;

namespace FastAI.Compiler.Simulation;

/// <summary>What open synthesis made of a design.</summary>
/// <param name="Family">The Yosys family it was mapped to.</param>
/// <param name="Cells">Number of cells of each type.</param>
/// <param name="LogicDepth">Cells on the longest path between registers: a relative measure, not a time.</param>
public sealed record SynthesisResult(string Family, ImmutableSortedDictionary<string, long> Cells, int LogicDepth)
{
    /// <summary>Look-up tables with 1 to 6 inputs.</summary>
    public long Lut => Count("LUT");

    /// <summary>Inverters that were not merged into a look-up table.</summary>
    public long Inverters => Count("INV");

    /// <summary>Flip-flops.</summary>
    public long Ff => Count("FD");

    /// <summary>Shift registers made of a look-up table.</summary>
    public long ShiftRegisters => Count("SRL");

    /// <summary>Carry chains, in pieces of 4 bits; one of 8 counts as two.</summary>
    public long Carry4 => Count("CARRY4") + 2 * Count("CARRY8");

    /// <summary>Multiplexers beside the look-up tables (MUXF7, MUXF8, MUXF9).</summary>
    public long WideMultiplexers => Count("MUXF");

    /// <summary>Multiplier blocks.</summary>
    public long Dsp => Count("DSP");

    /// <summary>Memory blocks of 18 Kbit; one of 36 Kbit counts as two.</summary>
    public long Bram => Count("RAMB18") + 2 * Count("RAMB36");

    /// <summary>Look-up tables that are memories (AMD UG574, UltraScale CLB, and UG474, 7 series CLB).</summary>
    public long LutRam =>
        Cells.Sum(c =>
            c.Value
            * (
                c.Key switch
                {
                    "RAM32M16" or "RAM64M8" or "RAM256X1D" or "RAM512X1S" => 8,
                    "RAM32M" or "RAM64M" or "RAM128X1D" or "RAM256X1S" => 4,
                    "RAM32X1D" or "RAM64X1D" or "RAM128X1S" => 2,
                    "RAM32X1S" or "RAM64X1S" => 1,
                    _ => c.Key.StartsWith("RAM", StringComparison.Ordinal) && !c.Key.StartsWith("RAMB", StringComparison.Ordinal) ? 1 : 0,
                }
            )
        );

    private long Count(string prefix) => Cells.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(c => c.Value);
}
