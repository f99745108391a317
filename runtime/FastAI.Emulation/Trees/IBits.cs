namespace FastAI.Emulation.Trees;

/// <summary>What trees on bit planes need of a vector beside <see cref="Simd.ISimd{V, W}"/>: bits and bytes.</summary>
internal unsafe interface IBits<V>
    where V : struct
{
    /// <summary><c>a | b &amp; c</c>, bit by bit.</summary>
    static abstract V OrAnd(V a, V b, V c);

    /// <summary>Byte by byte, modulo 256.</summary>
    static abstract V AddBytes(V a, V b);

    /// <summary>Logical (zero-filling) shift of 16-bit lanes.</summary>
    static abstract V ShiftRightHalvesUnsigned(V a, int bits);

    static abstract V ShiftLeftHalves(V a, int bits);

    /// <summary>Byte by byte: 1 where <paramref name="a"/> is greater, unsigned, else 0.</summary>
    static abstract V GreaterBytes(V a, V b);

    /// <summary>Whether tables of 64 bytes are looked up in an instruction.</summary>
    static abstract bool HasLookup64 { get; }

    /// <summary>For each byte of <paramref name="index"/> (0 to 63) that entry of the table.</summary>
    static abstract V Lookup64(byte* table, V index);

    /// <summary>16 bytes in every 128 bits.</summary>
    static abstract V Repeat16(byte* table);

    /// <summary>What <see cref="Lookup16"/> takes for the low nibble of each byte.</summary>
    static abstract V LowNibbles(V bytes);

    /// <summary>For each byte of <paramref name="index"/>, as <see cref="LowNibbles"/> gives it, that entry of a repeated table.</summary>
    static abstract V Lookup16(V table, V index);

    /// <summary>For each byte of <paramref name="index"/> that entry of the table.</summary>
    static abstract V Lookup256(byte* table, V index);
}
