using System.Collections.Immutable;
using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Collects adders; the same sum, up to sign and shift, is made once.</summary>
internal sealed class GraphBuilder
{
    private readonly ConstantMatrixProblem _problem;
    private readonly List<ShiftAddNode> _nodes = [];
    private readonly PackedVectors _vectors;
    private readonly List<int> _shifts = [];
    private readonly List<int> _depths = [];
    private readonly Dictionary<byte[], int> _known = new(ByteComparer.Instance);
    private readonly long[] _vector;

    public GraphBuilder(ConstantMatrixProblem problem)
    {
        _problem = problem;
        _vectors = new PackedVectors(problem.Inputs);
        _vector = new long[problem.Inputs];
        for (int i = 0; i < problem.Inputs; i++)
        {
            Array.Clear(_vector);
            _vector[i] = 1;
            Append(_vectors.Pack(_vector), 0, false, problem.Depth[i]);
        }
    }

    /// <summary>Adds two placed values; a negative sum of two negatives is kept as the negation of a positive one.</summary>
    public PlacedValue Add(PlacedValue a, PlacedValue b)
    {
        if (a.IsZero || b.IsZero)
        {
            return a.IsZero ? b : a;
        }

        (PlacedValue left, PlacedValue right) = a.Negate && !b.Negate ? (b, a) : (a, b);
        int shift = Math.Min(left.Shift, right.Shift);
        bool negate = left.Negate && right.Negate;
        bool subtract = left.Negate != right.Negate;
        var node = new ShiftAddNode(left.Node, left.Shift - shift, right.Node, right.Shift - shift, subtract);
        int depth = 1 + Math.Max(_depths[left.Node], _depths[right.Node]);
        if (!Sum(node, out int up, out bool flipped))
        {
            return PlacedValue.Zero;
        }

        byte[] normal = _vectors.Pack(_vector);
        if (_known.TryGetValue(normal, out int known) && _depths[known] <= depth && (_shifts[known] >> 1) <= up + shift)
        {
            // the known node is ±normal << its own shift; it serves as it is not coarser than this sum
            return new PlacedValue(known, shift + up - (_shifts[known] >> 1), negate ^ flipped ^ ((_shifts[known] & 1) != 0));
        }

        _nodes.Add(node);
        return new PlacedValue(Append(normal, up, flipped, depth), shift, negate);
    }

    /// <summary>Drops what no output needs and proves the result.</summary>
    public ShiftAddGraph Build(IReadOnlyList<PlacedValue> outputs)
    {
        int inputs = _problem.Inputs;
        var index = new int[_vectors.Count];
        var used = new bool[_vectors.Count];
        foreach (PlacedValue o in outputs)
        {
            if (!o.IsZero)
            {
                used[o.Node] = true;
            }
        }

        for (int i = _vectors.Count - 1; i >= inputs; i--)
        {
            if (used[i])
            {
                used[_nodes[i - inputs].Left] = true;
                used[_nodes[i - inputs].Right] = true;
            }
        }

        var kept = ImmutableArray.CreateBuilder<ShiftAddNode>();
        for (int i = 0; i < index.Length; i++)
        {
            index[i] = i < inputs ? i : inputs + kept.Count;
            if (i >= inputs && used[i])
            {
                ShiftAddNode n = _nodes[i - inputs];
                kept.Add(n with { Left = index[n.Left], Right = index[n.Right] });
            }
        }

        return new ShiftAddGraph(
            _problem,
            kept.ToImmutable(),
            [.. outputs.Select(o => o.IsZero ? ShiftAddOutput.Zero : new ShiftAddOutput(index[o.Node], o.Shift, o.Negate))]
        );
    }

    /// <summary>Leaves the odd, first-positive multiple of the node's vector; false when it is zero.</summary>
    private bool Sum(ShiftAddNode node, out int up, out bool flipped)
    {
        Array.Clear(_vector);
        Accumulate(node.Left, 1L << node.LeftShift);
        Accumulate(node.Right, (1L << node.RightShift) * (node.Subtract ? -1 : 1));
        long all = 0;
        long first = 0;
        foreach (long c in _vector)
        {
            all |= c;
            first = first == 0 ? c : first;
        }

        (up, flipped) = (BitOperations.TrailingZeroCount(all), first < 0);
        for (int i = 0; i < _vector.Length && all != 0; i++)
        {
            _vector[i] = (flipped ? -_vector[i] : _vector[i]) >> up;
        }

        return all != 0;
    }

    private void Accumulate(int node, long factor) =>
        _vectors.Accumulate(node, factor * (1L << (_shifts[node] >> 1)) * ((_shifts[node] & 1) != 0 ? -1 : 1), _vector);

    /// <summary>A new index, of ± the normal vector shifted up.</summary>
    private int Append(byte[] normal, int up, bool flipped, int depth)
    {
        int index = _vectors.Count;
        bool isKnown = _known.TryGetValue(normal, out int known);
        _vectors.Add(isKnown ? _vectors[known] : normal);
        _shifts.Add((up << 1) | (flipped ? 1 : 0));
        _depths.Add(depth);
        if (!isKnown || _depths[known] > depth)
        {
            _known[normal] = index;
        }

        return index;
    }
}
