using System.Collections.Immutable;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>Bits side by side as an unsigned integer, the lowest first. Wires.</summary>
/// <param name="Range">Proved interval of the integer.</param>
/// <param name="Layer">Layer of the word.</param>
/// <param name="Bits">Words inside [0, 1].</param>
/// <param name="Most">The greatest integer that the bits make together, which whoever made them knows: that of all ones, or less.</param>
public sealed record JoinWord(Interval Range, int Layer, ImmutableArray<int> Bits, long Most) : Word(Range, Layer)
{
    public override int OperandCount => Bits.Length;

    public override int Operand(int position) => Bits[position];

    public bool Equals(JoinWord? other) => base.Equals(other) && Most == other.Most && Bits.AsSpan().SequenceEqual(other.Bits.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Most);
        foreach (int bit in Bits)
            hash.Add(bit);
        return hash.ToHashCode();
    }
}
