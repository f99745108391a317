namespace FastAI.Compiler.Estimation;

/// <summary>
/// Flip-flops in a row with one clock and one enable, none of them reset and none read but the last, which AMD devices hold in LUTs: SRL16E
/// and SRLC32E (AMD UG574). The rules are those of Yosys, <c>xilinx_srl -fixed -minlen 3</c> and <c>xilinx/cells_map.v</c>; Vivado's are
/// alike (<c>-shreg_min_size</c> 3, AMD UG901).
/// </summary>
internal static class ShiftRegister
{
    /// <summary>The least length.</summary>
    public const int Least = 3;

    /// <summary>A LUT holds so many bits in a row.</summary>
    private const int Bits = 32;

    /// <summary>From one bit more than 16, or than so many LUTs hold, that bit is a flip-flop.</summary>
    private const int ShortBits = 16;

    /// <summary>What rows of a length need.</summary>
    /// <param name="width">Number of rows.</param>
    /// <param name="length">Flip-flops in each.</param>
    /// <param name="luts">Whether the device holds them in LUTs.</param>
    public static Resources Of(long width, int length, bool luts = true)
    {
        if (length < Least || !luts)
            return new(0, width * length, 0, 0, 0);
        bool over = length == ShortBits + 1 || length % Bits == 1;
        long pieces = width * ((length - (over ? 1 : 0) + Bits - 1) / Bits);
        return new(pieces, over ? width : 0, 0, 0, 0) { Srl = pieces };
    }
}
