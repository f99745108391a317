using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// The tensors of an <see cref="EventPlan"/> that is being built and the operations that fill them, in order; with the copies that
/// bring elements to where an operation wants them.
/// </summary>
internal sealed class EventTensors(FusedGraph fused)
{
    private readonly FixedGraph graph = fused.Graph;
    private readonly EventTensor?[] tensors = new EventTensor?[fused.Graph.Nodes.Length];
    private readonly Dictionary<EventTensor, EventTensor> narrowed = [];
    private readonly Dictionary<(int Node, bool InBytes), EventTensor> gathered = [];
    private readonly List<EventOperation> operations = [];

    /// <summary>The tensor of a kept node.</summary>
    public EventTensor this[int node]
    {
        get => tensors[node]!;
        set => tensors[node] = value;
    }

    public IReadOnlyList<EventOperation> Operations => operations;

    /// <summary>Where the elements of any node are kept.</summary>
    public EventElement[] Elements(int node) => [.. fused.Resolve(node).Select(e => new EventElement(this[e.Node], e.Element))];

    /// <summary>Adds an operation; always true, as its callers' last word.</summary>
    public bool Add(IEnumerable<EventTensor> reads, EventTensor result, Func<EventStep> emit)
    {
        operations.Add(new EventOperation([.. reads.Distinct()], result, emit));
        return true;
    }

    /// <summary>The tensor that an affine map reads, and which of its elements each input element is; a copy where these are kept in
    /// several. Null where they are too wide.</summary>
    public (EventTensor Tensor, int[] Source)? Operand(AffineNode affine, bool inBytes)
    {
        var elements = Elements(affine.Input);
        if (inBytes)
            elements = Array.ConvertAll(elements, e => e with { Tensor = InBytes(e.Tensor, e) });
        var first = elements[0].Tensor;
        if (Array.TrueForAll(elements, e => e.Tensor == first))
            return first.ElementBytes > 2 ? null : (first, Array.ConvertAll(elements, e => e.Index));
        if (Array.Exists(elements, e => e.Tensor.ElementBytes != first.ElementBytes || e.Tensor.Offset != first.Offset))
            return null;
        if (gathered.TryGetValue((affine.Input, inBytes), out var known))
            return (known, known.Places);
        var copy = gathered[(affine.Input, inBytes)] = new EventTensor(
            $"{graph.Nodes[affine.Input].Name} in order",
            first.ElementBytes,
            EventTensor.InOrder(elements.Length),
            elements.Length
        )
        {
            Offset = first.Offset,
        };
        Add(elements.Select(e => e.Tensor), copy, () => new EventCopy(elements, copy));
        return (copy, copy.Places);
    }

    private EventTensor InBytes(EventTensor tensor, EventElement element)
    {
        if (tensor.ElementBytes == 1)
            return tensor;
        if (narrowed.TryGetValue(tensor, out var known))
            return known;
        int node = Array.IndexOf(tensors, element.Tensor);
        var result = narrowed[tensor] = new EventTensor($"{tensor.Name} in bytes", 1, tensor.Places, tensor.Width)
        {
            Offset = ByteLayers.OffsetFor(graph.Nodes[node].Type)!.Value,
        };
        Add([tensor], result, () => new EventNarrow(tensor, result));
        return result;
    }

    /// <summary>The node's elements as a tensor of their own, laid out as <paramref name="like"/> where that is given; a copy
    /// where they are kept otherwise.</summary>
    public EventTensor? Flat(int node, EventTensor? like = null)
    {
        var elements = Elements(node);
        var first = elements[0].Tensor;
        if (Array.Exists(elements, e => e.Tensor.ElementBytes != first.ElementBytes || e.Tensor.Offset != first.Offset))
            return null;
        int[] places = like?.Places ?? (elements.Length == first.Places.Length ? first.Places : EventTensor.InOrder(elements.Length));
        int width = like?.Width ?? (elements.Length == first.Places.Length ? first.Width : elements.Length);
        bool there = first.Width == width;
        for (int i = 0; i < elements.Length && there; i++)
            there = elements[i].Tensor == first && elements[i].Place == places[i];
        if (there)
            return first;
        var copy = new EventTensor($"{graph.Nodes[node].Name} in order", first.ElementBytes, places, width) { Offset = first.Offset };
        var at = new EventElement[width];
        Array.Fill(at, elements[0]); // spare places hold what some element holds
        for (int i = 0; i < elements.Length; i++)
            at[places[i]] = elements[i];
        Add(elements.Select(e => e.Tensor), copy, () => new EventCopy(at, copy));
        return copy;
    }

    /// <summary>The node's tensor in 16 or 32 bits, laid out as its operand.</summary>
    public EventTensor Like(int node, EventTensor operand) =>
        this[node] = new EventTensor(graph.Nodes[node].Name, Bytes(graph.Nodes[node].Type), operand.Places, operand.Width);

    public static int Bytes(TensorType type) => Fits16(type) ? 2 : 4;

    public static bool Fits16(TensorType type) => Tensor.StorageFor(type) == Storage.Pairs;
}
