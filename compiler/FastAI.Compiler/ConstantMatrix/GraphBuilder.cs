using System.Collections.Immutable;
using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Collects adders; the same sum, up to sign and shift, is made once.</summary>
internal sealed class GraphBuilder
{
    private readonly ConstantMatrixProblem _problem;
    private readonly List<ShiftAddNode> _nodes = [];
    private readonly List<long[]> _vectors = [];
    private readonly List<int> _depths = [];
    private readonly Dictionary<long[], int> _known = new(VectorComparer.Instance);

    public GraphBuilder(ConstantMatrixProblem problem)
    {
        _problem = problem;
        for (int i = 0; i < problem.Inputs; i++)
        {
            var unit = new long[problem.Inputs];
            unit[i] = 1;
            Append(unit, problem.Depth[i]);
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
        long[] vector = Sum(node);
        int depth = 1 + Math.Max(_depths[left.Node], _depths[right.Node]);
        if (Normalise(vector, out int up, out bool flipped) is not { } normal)
        {
            return PlacedValue.Zero;
        }

        if (_known.TryGetValue(normal, out int known) && _depths[known] <= depth)
        {
            // the known node is ±normal << its own shift; it serves if it is not coarser than this sum
            Normalise(_vectors[known], out int knownUp, out bool knownFlipped);
            if (knownUp <= up + shift)
            {
                return new PlacedValue(known, shift + up - knownUp, negate ^ flipped ^ knownFlipped);
            }
        }

        _nodes.Add(node);
        return new PlacedValue(Append(vector, depth), shift, negate);
    }

    /// <summary>Adds the nodes of another graph of the same inputs; returns its outputs.</summary>
    public IEnumerable<PlacedValue> Import(ShiftAddGraph graph)
    {
        var values = new List<PlacedValue>();
        for (int i = 0; i < graph.Inputs; i++)
        {
            values.Add(new PlacedValue(i, 0, false));
        }

        foreach (ShiftAddNode n in graph.Nodes)
        {
            values.Add(Add(values[n.Left].Times(n.LeftShift, false), values[n.Right].Times(n.RightShift, n.Subtract)));
        }

        return graph.Outputs.Select(o => o.Node < 0 ? PlacedValue.Zero : values[o.Node].Times(o.Shift, o.Negate));
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

    private long[] Sum(ShiftAddNode node)
    {
        long[] left = _vectors[node.Left];
        long[] right = _vectors[node.Right];
        var vector = new long[left.Length];
        long sign = node.Subtract ? -1 : 1;
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = checked((left[i] * (1L << node.LeftShift)) + (sign * right[i] * (1L << node.RightShift)));
        }

        return vector;
    }

    private int Append(long[] vector, int depth)
    {
        int index = _vectors.Count;
        _vectors.Add(vector);
        _depths.Add(depth);
        if (Normalise(vector, out _, out _) is { } normal && (!_known.TryGetValue(normal, out int known) || _depths[known] > depth))
        {
            _known[normal] = index;
        }

        return index;
    }

    /// <summary>The odd, first-positive multiple of a vector; null when it is zero.</summary>
    private static long[]? Normalise(long[] vector, out int up, out bool flipped)
    {
        (up, flipped) = (0, false);
        long all = 0;
        long first = 0;
        foreach (long c in vector)
        {
            all |= c;
            first = first == 0 ? c : first;
        }

        if (all == 0)
        {
            return null;
        }

        up = BitOperations.TrailingZeroCount(all);
        flipped = first < 0;
        if (up == 0 && !flipped)
        {
            return vector;
        }

        var normal = new long[vector.Length];
        for (int i = 0; i < normal.Length; i++)
        {
            normal[i] = (flipped ? -vector[i] : vector[i]) >> up;
        }

        return normal;
    }
}
