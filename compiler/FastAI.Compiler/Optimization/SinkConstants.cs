using System.Numerics;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Moves a constant that is added to a sum (a bias, the half of a rounding) down through additions that nothing else reads,
/// (a + b) + c = (a + c) + b, to an operand that arrives early, so that the sum is ready a level sooner, and there to the narrowest place.
/// </summary>
public sealed class SinkConstants : CircuitPass
{
    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        int[] uses = CircuitUses.Count(old),
            depths = Depths(old);
        return CircuitRewriter.Run(ref circuit, (builder, map, i) =>
        {
            if (old.Words[i] is not AddWord add || Split(old, add) is not { } sum || !IsOpen(old, uses, sum.Word))
                return builder.Copy(old.Words[i], map);
            var search = new Search(old, uses, depths, sum.Constant);
            Place here = search.At(sum.Word, sum.Shift, sum.Negate),
                best = search.Best(sum.Word, sum.Shift, sum.Negate);
            return IsBetter(best, here)
                ? search.Build(builder, map, best.Operand, sum.Word, sum.Shift, sum.Negate)
                : builder.Copy(add, map);
        });
    }

    /// <summary>±(word &lt;&lt; shift) + constant, if the addition is that.</summary>
    private static (int Word, int Shift, bool Negate, long Constant)? Split(Circuit circuit, AddWord add) =>
        circuit.Words[add.Right] is ConstantWord right ? (add.Left, add.LeftShift, false, add.Subtract ? -right.Value : right.Value)
        : circuit.Words[add.Left] is ConstantWord { Value: not 0 } left ? (add.Right, add.RightShift, add.Subtract, left.Value)
        : null;

    /// <summary>Whether the word is an addition of two variables that one word reads.</summary>
    private static bool IsOpen(Circuit circuit, int[] uses, int word) =>
        uses[word] == 1
        && circuit.Words[word] is AddWord add
        && circuit.Words[add.Left] is not ConstantWord
        && circuit.Words[add.Right] is not ConstantWord;

    /// <summary>Earlier, then in fewer bits.</summary>
    private static bool IsBetter(Place a, Place b) => (a.Depth, a.Bits).CompareTo((b.Depth, b.Bits)) < 0;

    private static int[] Depths(Circuit circuit)
    {
        var depths = new int[circuit.Words.Length];
        for (int i = 0; i < depths.Length; i++)
        {
            Word word = circuit.Words[i];
            for (int k = 0; k < word.OperandCount; k++)
                depths[i] = Math.Max(depths[i], depths[word.Operand(k)]);
            if (word is AddWord or MultiplyWord or MuxWord or TableWord)
                depths[i]++;
        }
        return depths;
    }

    /// <summary>The constant added to one operand.</summary>
    /// <param name="Operand">The word that it is added to.</param>
    /// <param name="Bits">Bits of that addition.</param>
    /// <param name="Depth">Level of the whole sum.</param>
    private readonly record struct Place(int Operand, int Bits, int Depth);

    private sealed class Search(Circuit circuit, int[] uses, int[] depths, long constant)
    {
        private const int MaxDescent = 24;

        /// <summary>The constant added right here.</summary>
        public Place At(int word, int shift, bool negate)
        {
            Interval range = circuit.Words[word].Range << shift;
            Interval sum = (negate ? -range : range) + Interval.Of(constant);
            int wires = negate ? shift : Math.Max(shift, BitOperations.TrailingZeroCount(constant));
            return new(word, Math.Max(1, sum.Width - wires), depths[word] + 1);
        }

        /// <summary>The best place here or below.</summary>
        public Place Best(int word, int shift, bool negate, int descent = 0)
        {
            Place best = At(word, shift, negate);
            if (descent == MaxDescent || !IsOpen(circuit, uses, word) || shift > 40)
                return best;
            var add = (AddWord)circuit.Words[word];
            foreach (
                Place below in (ReadOnlySpan<Place>)
                    [
                        Best(add.Left, add.LeftShift + shift, negate, descent + 1) is var l
                            ? l with
                            {
                                Depth = 1 + Math.Max(l.Depth, depths[add.Right]),
                            }
                            : default,
                        Best(add.Right, add.RightShift + shift, negate ^ add.Subtract, descent + 1) is var r
                            ? r with
                            {
                                Depth = 1 + Math.Max(r.Depth, depths[add.Left]),
                            }
                            : default,
                    ]
            )
            {
                if (IsBetter(below, best))
                    best = below;
            }
            return best;
        }

        /// <summary>±(word &lt;&lt; shift) + constant with the constant at the given operand below the word; null
        /// when the operand is not there.</summary>
        public int Build(CircuitBuilder b, int[] map, int operand, int word, int shift, bool negate) =>
            TryBuild(b, map, operand, word, shift, negate)
            ?? throw new InvalidOperationException($"word {operand} is not below word {word}");

        private int? TryBuild(CircuitBuilder b, int[] map, int operand, int word, int shift, bool negate, int descent = 0)
        {
            if (word == operand)
                return b.Add(b.Constant(constant), 0, map[word], shift, negate);
            if (descent == MaxDescent || !IsOpen(circuit, uses, word))
                return null;
            var add = (AddWord)circuit.Words[word];
            if (TryBuild(b, map, operand, add.Left, add.LeftShift + shift, negate, descent + 1) is { } left)
                return b.Add(left, 0, map[add.Right], add.RightShift + shift, negate ^ add.Subtract);
            if (TryBuild(b, map, operand, add.Right, add.RightShift + shift, negate ^ add.Subtract, descent + 1) is { } right)
                return b.Add(right, 0, map[add.Left], add.LeftShift + shift, negate);
            return null;
        }
    }
}
