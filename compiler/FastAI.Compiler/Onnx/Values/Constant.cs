using System.Collections.Immutable;

namespace FastAI.Compiler.Onnx.Values;

/// <summary>A tensor whose elements are known when importing.</summary>
internal abstract record Constant(Layout Layout, ElementKind Kind) : Tensor(Layout, Kind)
{
    /// <summary>The elements at the given positions, under a new layout.</summary>
    public abstract Constant Take(Layout layout, ReadOnlySpan<int> positions);

    /// <summary>The same elements under a new layout.</summary>
    public abstract Constant Reshaped(Layout layout);

    /// <summary>All elements as finite numbers.</summary>
    public abstract ImmutableArray<double> Numbers();

    /// <summary>All elements as numbers, infinities included (the ends of a clip).</summary>
    public abstract ImmutableArray<double> NumbersOrInfinities();
}
