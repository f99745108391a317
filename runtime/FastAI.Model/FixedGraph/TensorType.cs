namespace FastAI.Model.FixedGraph;

/// <summary>Shape of one event and the type of each element.</summary>
public sealed record TensorType
{
    public TensorType(Shape shape, PerElement<ElementType> elements)
    {
        if (shape.Count != elements.Count)
            throw new ArgumentException($"{elements.Count} element types for shape {shape}");
        (Shape, Elements) = (shape, elements);
    }

    public Shape Shape { get; }

    public PerElement<ElementType> Elements { get; }

    public int Count => Shape.Count;

    public ElementType this[int element] => Elements[element];
}
