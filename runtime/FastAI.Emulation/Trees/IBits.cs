namespace FastAI.Emulation.Trees;

/// <summary>What trees on bit planes need of a vector beside <see cref="Simd.ISimd{V, W}"/>: bits and bytes.</summary>
internal unsafe interface IBits<V>
    where V : struct
{
    /// <summary>Whether <see cref="Lookup256"/> is there.</summary>
    static abstract bool HasLookup256 { get; }

    /// <summary><c>a | b &amp; c</c>, bit by bit.</summary>
    static abstract V OrAnd(V a, V b, V c);

    /// <summary>Byte by byte, modulo 256.</summary>
    static abstract V AddBytes(V a, V b);

    /// <summary>For each byte of <paramref name="index"/> (0 to 15) that entry of the table.</summary>
    static abstract V Lookup16(byte* table, V index);

    /// <summary>For each byte of <paramref name="index"/> that entry of the table.</summary>
    static abstract V Lookup256(byte* table, V index);
}
