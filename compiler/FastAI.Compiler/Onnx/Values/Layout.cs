using System.Collections.Immutable;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Values;

/// <summary>
/// The extents of an ONNX tensor with all its axes, for one event: an unknown batch size N counts as 1. Elements are numbered row-major,
/// so the numbers are those of one event, whatever N is. When the model declares N, one axis holds it, and its extent is Outer * N *
/// (extent / Outer).
/// A model whose batch size is declared as 1 has no batch axis: every axis is an ordinary one.
/// </summary>
internal sealed class Layout
{
    /// <summary>More axes than any real model has; stops hostile input.</summary>
    public const int MaxRank = 16;

    /// <param name="extents">Extents with N as 1; zero for a constant without elements.</param>
    /// <param name="batchAxis">The axis that holds N, or -1.</param>
    /// <param name="outer">The factor of the batch axis that stands outside N in element order.</param>
    public Layout(ImmutableArray<int> extents, int batchAxis = -1, int outer = 1)
    {
        if (extents.Length > MaxRank)
            throw FastAIException.Unsupported($"a tensor of {extents.Length} dimensions is not supported; at most {MaxRank} are");
        long count = 1,
            bound = 1;
        foreach (int extent in extents)
        {
            if (extent < 0)
                throw FastAIException.BadInput($"a tensor cannot have an extent of {extent}");
            count *= extent;
            bound *= Math.Max(extent, 1);
            if (bound > Shape.MaxElements)
                throw FastAIException.Unsupported($"a tensor of more than {Shape.MaxElements} elements an event is not supported");
        }
        if (batchAxis >= 0 && extents[batchAxis] % outer != 0)
            throw MixesEvents();
        (Extents, BatchAxis, Outer, Count) = (extents, batchAxis, batchAxis < 0 ? 1 : outer, (int)count);
    }

    public ImmutableArray<int> Extents { get; }

    /// <summary>The axis that holds the batch size, or -1.</summary>
    public int BatchAxis { get; }

    /// <summary>The factor of the batch axis outside N.</summary>
    public int Outer { get; }

    /// <summary>Elements of one event.</summary>
    public int Count { get; }

    public int Rank => Extents.Length;

    public int this[Index axis] => Extents[axis];

    public bool HasBatch => BatchAxis >= 0;

    /// <summary>Elements of one event that stand outside N in element order; a reshape keeps it.</summary>
    public int OuterCount => HasBatch ? Product(0, BatchAxis) * Outer : 1;

    /// <summary>The shape of the graph's node: without the batch axis (or, in a model of batch size 1, without a leading 1).</summary>
    public Shape EventShape
    {
        get
        {
            int axis = HasBatch ? BatchAxis : 0;
            return new Shape((axis < Rank && Extents[axis] == 1 ? Extents.RemoveAt(axis) : Extents).AsSpan());
        }
    }

    /// <summary>Row-major distance between neighbours along each axis.</summary>
    public int[] Strides()
    {
        int[] strides = new int[Rank];
        int stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Extents[axis];
        }
        return strides;
    }

    /// <summary>Product of the extents of axes <paramref name="from"/> to before <paramref name="end"/>.</summary>
    public int Product(int from, int end)
    {
        int product = 1;
        for (int axis = from; axis < end; axis++)
            product *= Extents[axis];
        return product;
    }

    /// <summary>
    /// An axis as ONNX counts it, from 0 to rank - 1 or from -rank to -1; <paramref name="extra"/> allows that many more axes.
    /// </summary>
    public int Axis(long axis, int extra = 0)
    {
        int rank = Rank + extra;
        if (axis < -rank || axis >= rank)
            throw FastAIException.BadInput($"axis {axis} is outside a tensor of {rank} dimensions");
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>Refuses an operation that would mix the events along <paramref name="axis"/>.</summary>
    public void RequireNoBatch(int axis, string what)
    {
        if (axis == BatchAxis)
            throw FastAIException.Unsupported(
                $"it {what} along the batch dimension (axis {axis}), which mixes events; an event must be computed by itself"
            );
    }

    /// <summary>The same axes with other extents; the batch axis keeps its own.</summary>
    public Layout WithExtents(ImmutableArray<int> extents) => new(extents, BatchAxis, Outer);

    public Layout WithExtent(int axis, int extent) => new(Extents.SetItem(axis, extent), BatchAxis, Outer);

    public Layout Removed(int axis) => new(Extents.RemoveAt(axis), BatchAxis > axis ? BatchAxis - 1 : BatchAxis, Outer);

    public Layout Inserted(int axis) => new(Extents.Insert(axis, 1), BatchAxis >= axis ? BatchAxis + 1 : BatchAxis, Outer);

    public Layout Transposed(ReadOnlySpan<int> permutation)
    {
        var extents = new int[Rank];
        for (int axis = 0; axis < Rank; axis++)
            extents[axis] = Extents[permutation[axis]];
        return new([.. extents], HasBatch ? permutation.IndexOf(BatchAxis) : -1, Outer);
    }

    /// <summary>
    /// The same elements in the same order under other extents; <paramref name="batchAxis"/> is the axis that holds N now.
    /// </summary>
    public Layout Reshaped(ImmutableArray<int> extents, int batchAxis)
    {
        var plain = new Layout(extents);
        if (plain.Count != Count)
            throw FastAIException.BadInput($"{Count} elements of {this} cannot take the shape {plain}");
        if (!HasBatch)
            return plain;
        int before = plain.Product(0, batchAxis);
        if (OuterCount % before != 0)
            throw MixesEvents();
        return new(extents, batchAxis, OuterCount / before);
    }

    /// <summary>The common shape of operands by the rules of ONNX (multidirectional broadcasting).</summary>
    public static Layout Broadcast(Layout left, Layout right)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        var extents = new int[rank];
        int batchAxis = -1,
            outer = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            int l = axis - (rank - left.Rank),
                r = axis - (rank - right.Rank);
            int leftExtent = l < 0 ? 1 : left[l],
                rightExtent = r < 0 ? 1 : right[r];
            bool leftBatch = l >= 0 && l == left.BatchAxis,
                rightBatch = r >= 0 && r == right.BatchAxis;
            extents[axis] = leftExtent == 1 ? rightExtent : leftExtent;
            bool fits = leftExtent == rightExtent || leftExtent == 1 || rightExtent == 1;
            if (leftBatch || rightBatch)
            {
                if (batchAxis >= 0)
                    throw FastAIException.Unsupported(
                        $"it combines {left} with {right}, whose batch dimensions do not lie on each other: events would be mixed"
                    );
                (batchAxis, outer) = (axis, leftBatch ? left.Outer : right.Outer);
                fits =
                    leftBatch && rightBatch ? leftExtent == rightExtent && left.Outer == right.Outer
                    : leftBatch ? rightExtent == 1
                    : leftExtent == 1;
            }
            if (!fits)
                throw FastAIException.BadInput($"the shapes {left} and {right} do not fit each other");
        }
        return new([.. extents], batchAxis, outer);
    }

    public bool SameAs(Layout other) =>
        Extents.AsSpan().SequenceEqual(other.Extents.AsSpan()) && BatchAxis == other.BatchAxis && Outer == other.Outer;

    public override string ToString() =>
        "["
        + string.Join(
            ", ",
            Extents.Select(
                (extent, axis) =>
                    axis != BatchAxis ? $"{extent}"
                    : extent == 1 ? "N"
                    : $"{extent} N"
            )
        )
        + "]";

    public static FastAIException MixesEvents() =>
        FastAIException.Unsupported(
            "the new shape puts parts of different events side by side; keep the batch dimension as a dimension of its own"
        );
}
