namespace FastAI.Compiler.Netlist;

/// <summary>
/// What a bit of a word is made of: the exclusive or of up to two bits that are wires of other words, and perhaps a one. Two bits that are
/// made of the same are equal in every event.
/// </summary>
internal readonly record struct BitSource
{
    private readonly long first,
        second;

    private readonly bool one;

    private BitSource(long first, long second, bool one) => (this.first, this.second, this.one) = (first, second, one);

    public static BitSource Zero => default;

    public static BitSource Constant(bool one) => new(0, 0, one);

    /// <summary>A bit of which nothing more is known than where it stands.</summary>
    public static BitSource Of(int word, int bit) => new(((long)word + 1) << 8 | (uint)bit, 0, false);

    /// <summary>The exclusive or; null when it is of more than two bits.</summary>
    public static BitSource? Xor(BitSource a, BitSource b)
    {
        Span<long> bits = [a.first, a.second, b.first, b.second];
        // a bit twice is none
        for (int i = 0; i < bits.Length; i++)
        for (int j = i + 1; j < bits.Length; j++)
            if (bits[i] == bits[j])
                bits[i] = bits[j] = 0;
        bits.Sort();
        return bits[1] != 0 ? null : new(bits[3], bits[2], a.one ^ b.one);
    }
}
