using System.Collections.Immutable;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// A Boolean function of two to six bits, which is one look-up table of the device: bit i of <see cref="Table"/> is the value where
/// <c>Inputs[k]</c> is bit k of i. It depends on every input; inputs ascend.
/// </summary>
public sealed record LutWord(Interval Range, int Layer, ImmutableArray<int> Inputs, ulong Table) : Word(Range, Layer)
{
    public override int OperandCount => Inputs.Length;

    public override int Operand(int position) => Inputs[position];

    public bool Equals(LutWord? other) =>
        base.Equals(other) && Table == other.Table && Inputs.AsSpan().SequenceEqual(other.Inputs.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Table);
        foreach (int input in Inputs)
            hash.Add(input);
        return hash.ToHashCode();
    }
}
