using System.Collections;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>Terms in no order, each in one number, so that they are found by a search of words: shift, node and sign from the top down, which
/// numbers them in the order of <see cref="TernaryTerm"/>; a common shift is an addition, a change of sign flips the lowest bit.</summary>
internal sealed class TernaryRow : IReadOnlyList<TernaryTerm>
{
    /// <summary>Bits below the shift.</summary>
    public const int ShiftAt = 15;

    /// <summary>Mask of node and sign.</summary>
    public const int Unshifted = (1 << ShiftAt) - 1;

    private int[] packed = new int[16];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Packed => packed.AsSpan(0, Count);

    public TernaryTerm this[int index] => Unpack(packed[index]);

    public static int Pack(TernaryTerm term) => (term.Shift << ShiftAt) | (term.Node << 1) | (term.Negate ? 1 : 0);

    public static TernaryTerm Unpack(int term) => new(NodeOf(term), term >> ShiftAt, (term & 1) != 0);

    public static int NodeOf(int term) => (term & Unshifted) >> 1;

    /// <summary>The term that stands to an unshifted positive one as <paramref name="term"/> does to <paramref name="first"/>; negative where
    /// it is the finer one.</summary>
    public static int Relative(int term, int first) => (term - (first & ~Unshifted)) ^ (first & 1);

    /// <summary>What <see cref="Relative"/> was made of.</summary>
    public static int Absolute(int relative, int first) => (relative + (first & ~Unshifted)) ^ (first & 1);

    public bool Contains(int term) => Packed.Contains(term);

    public void Add(int term)
    {
        if (Count == packed.Length)
            Array.Resize(ref packed, 2 * Count);
        packed[Count++] = term;
    }

    /// <summary>Makes the row these terms.</summary>
    public void Set(ReadOnlySpan<int> terms)
    {
        if (packed.Length < terms.Length)
            packed = new int[2 * terms.Length];
        terms.CopyTo(packed);
        Count = terms.Length;
    }

    /// <summary>Takes a term away that is there.</summary>
    public void Remove(int term)
    {
        int at = Packed.IndexOf(term);
        packed[at] = packed[--Count];
    }

    /// <summary>Whether a term reads the node.</summary>
    public bool Reads(int node)
    {
        foreach (int term in Packed)
            if (NodeOf(term) == node)
                return true;
        return false;
    }

    public IEnumerator<TernaryTerm> GetEnumerator()
    {
        for (int k = 0; k < Count; k++)
            yield return this[k];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
