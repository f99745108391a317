namespace FastAI.Emulation.Simd;

/// <summary>
/// The vector operations that kernels are written in, once for all widths: <typeparamref name="V"/> holds
/// 32-bit lanes (or pairs of 16-bit lanes),
/// <typeparamref name="W"/> half as many 64-bit lanes in the same space. All arithmetic is modulo 2^32 or 2^64;
/// comparisons give lanes of all ones or zero.
/// </summary>
internal unsafe interface ISimd<V, W>
    where V : struct
    where W : struct
{
    /// <summary>Events of a tile.</summary>
    static abstract int Events { get; }

    /// <summary>32-bit lanes of a <typeparamref name="V"/>.</summary>
    static abstract int Lanes { get; }

    /// <summary>Whether 32 vector registers are there, so that a kernel may hold 16 sums.</summary>
    static abstract bool ManyRegisters { get; }

    static abstract V Load(int* p);

    static abstract void Store(V a, int* p);

    static abstract V Broadcast(int a);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V And(V a, V b);

    static abstract V Or(V a, V b);

    static abstract V Min(V a, V b);

    static abstract V Max(V a, V b);

    static abstract V ShiftLeft(V a, int bits);

    /// <summary>Arithmetic (sign-filling) shift; <paramref name="bits"/> below 32.</summary>
    static abstract V ShiftRight(V a, int bits);

    /// <summary>Arithmetic shift of each lane by its own count, below 32.</summary>
    static abstract V ShiftRight(V a, V bits);

    static abstract V GreaterThan(V a, V b);

    static abstract V Equal(V a, V b);

    /// <summary>Where <paramref name="mask"/> is ones <paramref name="a"/>, else <paramref name="b"/>.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>For each 32-bit lane the sum of the products of its two signed 16-bit halves, modulo 2^32.</summary>
    static abstract V MultiplyAddPairs(V a, V b);

    /// <summary>Both 16-bit halves apart, modulo 2^16.</summary>
    static abstract V AddHalves(V a, V b);

    /// <inheritdoc cref="AddHalves"/>
    static abstract V SubtractHalves(V a, V b);

    /// <inheritdoc cref="AddHalves"/>
    static abstract V MultiplyHalves(V a, V b);

    static abstract V MinHalves(V a, V b);

    static abstract V MaxHalves(V a, V b);

    /// <summary>Arithmetic shift of both halves; <paramref name="bits"/> below 16.</summary>
    static abstract V ShiftRightHalves(V a, int bits);

    /// <summary>The low halves of <paramref name="low"/> beside the low halves of <paramref name="high"/>.</summary>
    static abstract V MergeHalves(V low, V high);

    /// <summary>As many 16-bit integers as there are lanes, sign-extended.</summary>
    static abstract V LoadShorts(short* p);

    /// <summary>Stores the low 16 bits of each lane, one after another.</summary>
    static abstract void StoreNarrow(V a, short* p);

    /// <summary>The lower lanes, sign-extended.</summary>
    static abstract W WidenLower(V a);

    /// <summary>The upper lanes, sign-extended.</summary>
    static abstract W WidenUpper(V a);

    /// <summary>The low 32 bits of each lane.</summary>
    static abstract V Narrow(W lower, W upper);

    static abstract W Load(long* p);

    static abstract void Store(W a, long* p);

    static abstract W Broadcast(long a);

    static abstract W Add(W a, W b);

    static abstract W Subtract(W a, W b);

    static abstract W Multiply(W a, W b);

    /// <summary>The exact product of lanes that each hold a sign-extended 32-bit integer.</summary>
    static abstract W MultiplyNarrow(W a, W b);

    static abstract W And(W a, W b);

    static abstract W Min(W a, W b);

    static abstract W Max(W a, W b);

    static abstract W ShiftLeft(W a, int bits);

    /// <summary>Arithmetic (sign-filling) shift; <paramref name="bits"/> below 64.</summary>
    static abstract W ShiftRight(W a, int bits);

    static abstract W GreaterThan(W a, W b);

    static abstract W Equal(W a, W b);

    static abstract W Select(W mask, W a, W b);
}
