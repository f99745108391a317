using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Values;

/// <summary>
/// Known integers or truth values (0 and 1). Where <paramref name="BatchTerms"/> is given, an element is Values[i] + BatchTerms[i] * N
/// with the batch size N, at least 1: this is how the shape arithmetic of exporters stays exact without knowing N.
/// </summary>
internal sealed record IntegerConstant(
    Layout Layout,
    ElementKind Kind,
    ImmutableArray<long> Values,
    ImmutableArray<long>? BatchTerms = null
) : Constant(Layout, Kind)
{
    /// <summary>The type that the model stores them in; null where they are computed.</summary>
    public StoredInteger? Stored { get; init; }

    public static IntegerConstant Vector(params ReadOnlySpan<long> values) =>
        new(new Layout([values.Length]), ElementKind.Integer, [.. values]);

    /// <summary>The coefficient of N in an element.</summary>
    public long BatchTerm(int element) => BatchTerms is { } terms ? terms[element] : 0;

    /// <summary>The integers; refuses those that depend on the batch size.</summary>
    public ImmutableArray<long> Known()
    {
        for (int i = 0; i < Values.Length; i++)
            if (BatchTerm(i) != 0)
                throw FastAIException.Unsupported("it needs a number that depends on the batch size; an event must be computed by itself");
        return Values;
    }

    public override Constant Take(Layout layout, ReadOnlySpan<int> positions)
    {
        var values = new long[positions.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = Values[positions[i]];
        if (BatchTerms is not { } terms)
            return new IntegerConstant(layout, Kind, ImmutableCollectionsMarshal.AsImmutableArray(values));
        var taken = new long[positions.Length];
        for (int i = 0; i < taken.Length; i++)
            taken[i] = terms[positions[i]];
        return new IntegerConstant(
            layout,
            Kind,
            ImmutableCollectionsMarshal.AsImmutableArray(values),
            ImmutableCollectionsMarshal.AsImmutableArray(taken)
        );
    }

    public override Constant Reshaped(Layout layout) => this with { Layout = layout };

    public override ImmutableArray<double> Numbers() => ImmutableArray.CreateRange(Known(), value => (double)value);

    public override ImmutableArray<double> NumbersOrInfinities() => Numbers();
}
