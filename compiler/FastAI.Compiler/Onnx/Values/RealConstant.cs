using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FastAI.Compiler.Graph;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Values;

/// <summary>Known real numbers. <paramref name="Source"/> says which elements of which initializer they are, when that is so.</summary>
internal sealed record RealConstant(Layout Layout, ImmutableArray<double> Values, Parameter? Source) : Constant(Layout, ElementKind.Real)
{
    public override Constant Take(Layout layout, ReadOnlySpan<int> positions)
    {
        var values = new double[positions.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = Values[positions[i]];
        return new RealConstant(layout, ImmutableCollectionsMarshal.AsImmutableArray(values), SourceAt(positions));
    }

    public override Constant Reshaped(Layout layout) => this with { Layout = layout };

    public override ImmutableArray<double> Numbers()
    {
        for (int i = 0; i < Values.Length; i++)
            if (!double.IsFinite(Values[i]))
                throw NotFinite(i);
        return Values;
    }

    public override ImmutableArray<double> NumbersOrInfinities()
    {
        for (int i = 0; i < Values.Length; i++)
            if (double.IsNaN(Values[i]))
                throw NotFinite(i);
        return Values;
    }

    /// <summary>The initializer's elements behind the given positions; null when the numbers are computed ones.</summary>
    public Parameter? SourceAt(ReadOnlySpan<int> positions)
    {
        if (Source is null)
            return null;
        var elements = new int[positions.Length];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = positions[i] < 0 ? -1 : Source.Elements[positions[i]];
        return Source with { Elements = ImmutableCollectionsMarshal.AsImmutableArray(elements) };
    }

    private FastAIException NotFinite(int element) =>
        FastAIException.BadInput(
            Source is null
                ? $"element {element} of a constant {Layout} is {Values[element]}; a value that firmware computes with must be a finite number"
                : $"element {Source.Elements[element]} of the weights '{Source.Name}' is {Values[element]}; weights must be finite numbers"
        );
}
