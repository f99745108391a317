using FastAI.Emulation.Kernels;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Planning;

/// <summary>
/// From a graph to an <see cref="EventPlan"/>, where all of it can be done event-major: affine maps of 8 or 16 bits with sums of 32,
/// element-wise work of 16 or 32 bits and tables of 16, alike for all elements, and pooling. Anything else is
/// left to <see cref="PlanBuilder{S, V, W}"/>.
/// </summary>
internal sealed class EventPlanBuilder<S, V, W>
    where S : struct, ISimd<V, W>, IEventSimd<V>
    where V : struct
    where W : struct
{
    /// <summary>Where the lanes taken are more than this many times those used, lanes of events are faster.</summary>
    private const int MostlyIdle = 3;

    private readonly FixedGraph graph;
    private readonly FusedGraph fused;
    private readonly ElementFusion elements;
    private readonly EventStorage storage;
    private readonly EventTensor?[] tensors;
    private readonly Dictionary<EventTensor, EventTensor> narrowed = [];
    private readonly Dictionary<(int Node, bool InBytes), EventTensor> gathered = [];
    private readonly Dictionary<LookupTable, Table16> tables = [];
    private readonly Dictionary<int, LookupTable> onEntry = [];
    private readonly List<Operation> operations = [];
    private long used;
    private long taken;

    private EventPlanBuilder(FixedGraph graph)
    {
        (this.graph, fused) = (graph, new FusedGraph(graph, keepAll: false));
        elements = new ElementFusion(fused);
        storage = new EventStorage(fused, elements);
        tensors = new EventTensor?[graph.Nodes.Length];
    }

    /// <summary>The plan, or null where some of the graph cannot be done event-major, or only with most lanes idle.</summary>
    public static EventPlan? TryBuild(FixedGraph graph)
    {
        var builder = new EventPlanBuilder<S, V, W>(graph);
        for (int i = 0; i < graph.Nodes.Length; i++)
            if (builder.elements.IsKept(i) && !builder.Add(i))
                return null;
        return MostlyIdle * builder.used < builder.taken ? null : builder.Build();
    }

    private EventPlan Build()
    {
        var constants = Kept<ConstantNode>().Select(c => (Tensor: tensors[c.Index]!, Values: c.Node.Values.ToArray())).ToArray();
        EventElement[] outputs = [.. graph.Outputs.SelectMany(o => Elements(o.Node))];
        (EventTensor Tensor, LookupTable? Table)[] inputs = [.. graph.Inputs.Select(i => (tensors[i]!, onEntry.GetValueOrDefault(i)))];
        var first = inputs.Select(i => i.Tensor).Concat(constants.Select(c => c.Tensor)).ToArray();
        var keep = outputs.Select(o => o.Tensor).Concat(constants.Select(c => c.Tensor)).ToHashSet();
        var (events, size) = EventBlock.Choose(first, operations, keep, sizeof(short) * (graph.InputCount + graph.OutputCount));
        EventStep[] steps = [.. operations.Select(o => o.Emit())];
        var singles = SingleStep.Join(steps.Select(s => s.Single));
        return new EventPlan(events, steps, singles, size, inputs, outputs, new ShortTransfer<S, V, W>(), constants);
    }

    private IEnumerable<(N Node, int Index)> Kept<N>()
        where N : FixedNode =>
        graph
            .Nodes.Select((node, i) => (Node: node as N, Index: i))
            .Where(n => n.Node is not null && elements.IsKept(n.Index))
            .Select(n => (n.Node!, n.Index));

    private EventElement[] Elements(int node) => [.. fused.Resolve(node).Select(e => new EventElement(tensors[e.Node]!, e.Element))];

    private bool Add(int node)
    {
        if (fused.Chains[node] is { } chain)
            return AddAffine(node, chain);
        if (elements.Chains[node] is { } pass)
            return AddElements(node, pass);
        switch (graph.Nodes[node])
        {
            case InputNode or ConstantNode:
                return AddSource(node);
            case BinaryNode binary:
                return AddBinary(node, binary);
            case UnaryNode unary:
                return AddUnary(node, unary);
            case QuantizeNode quantize:
                return AddQuantize(node, quantize);
            case TableNode { Tables: [var table] } look:
                return AddTable(node, look, table);
            case ReduceNode { Operation: ReduceOperation.Maximum or ReduceOperation.Minimum } reduce:
                return AddReduce(node, reduce);
            default:
                return false;
        }
    }

    private bool AddSource(int node)
    {
        var type = graph.Nodes[node].Type;
        if (!Fits16(type))
            return false;
        bool bytes = storage.KeptInBytes(node);
        tensors[node] = new EventTensor(graph.Nodes[node].Name, bytes ? 1 : 2, EventTensor.InOrder(type.Count), type.Count)
        {
            Offset = bytes ? ByteLayers.OffsetFor(type)!.Value : 0,
        };
        return true;
    }

    private bool AddAffine(int node, FusedAffine chain)
    {
        var type = graph.Nodes[node].Type;
        bool readsBytes = storage.ReadsBytes(node),
            bytes = storage.KeptInBytes(node);
        if (chain.Bits != 32)
            return false;
        var whole = chain;
        bool after = !chain.Requantize.All(q => SimpleLimit.Covers(q.WithHalfAdded()));
        if (after)
        {
            // The sums as they are, then all that follows in a step of its own.
            if (Array.Exists(chain.Requantize, q => q != chain.Requantize[0]))
                return false;
            chain = chain with { Requantize = Array.ConvertAll(chain.Requantize, _ => Requantization.ReluOnly(false, 32)) };
        }
        if (!readsBytes && !chain.Affine.Blocks.All(b => b.Weights.All(w => w << chain.Scale is >= short.MinValue and <= short.MaxValue)))
            return false;
        if (Operand(chain.Affine, readsBytes) is not var (operand, source))
            return false;
        var partition = new RowPartition(chain, operand.ElementBytes == 1 ? ByteProduct.Elements : PairProduct.Elements);
        foreach (var (first, count, vectors) in partition.Items)
        {
            int rows = chain.Affine.Blocks[partition.OriginOf(partition.Order[first]).Block].Rows;
            used += (long)rows * count;
            taken += (long)rows * vectors * RowPartition.Lanes;
        }
        int elementBytes = bytes ? 1
            : after ? 4
            : Bytes(type),
            offset = bytes ? ByteLayers.OffsetFor(type)!.Value : 0;
        var result = tensors[node] = new EventTensor(graph.Nodes[node].Name, elementBytes, partition.Places, partition.Width)
        {
            Offset = offset,
        };
        Add([operand], result, () => elementBytes switch
            {
                1 when ReluByteTarget.Serves(chain.Requantize.Select(q => SimpleLimit.Of(q.WithHalfAdded()).Moved(offset))) =>
                    Rows<ReluByteTarget>(chain, partition, operand, source, result),
                1 => Rows<ByteTarget>(chain, partition, operand, source, result),
                2 when WholeShortTarget.Serves(chain.Requantize.Select(q => SimpleLimit.Of(q.WithHalfAdded()))) => Rows<WholeShortTarget>(
                    chain,
                    partition,
                    operand,
                    source,
                    result
                ),
                2 => Rows<ShortTarget>(chain, partition, operand, source, result),
                _ => Rows<WordTarget>(chain, partition, operand, source, result),
            });
        if (!after)
            return true;
        var last = Like(node, result);
        return Add([result], last, () => new EventRequantize32<S, V, W>(whole.Requantize[0], result, last));
    }

    private static EventStep Rows<T>(FusedAffine chain, RowPartition partition, EventTensor operand, int[] source, EventTensor result)
        where T : struct, IRowTarget
    {
        var data = new RowLayout<T>(chain, partition, operand, source, result.Offset).Build();
        return operand.ElementBytes == 1
            ? new RowProducts<ByteProduct, T>(data, operand, result)
            : new RowProducts<PairProduct, T>(data, operand, result);
    }

    /// <summary>The tensor that an affine map reads, and which of its elements each input element is; a copy where these are kept in
    /// several. Null where they are too wide.</summary>
    private (EventTensor Tensor, int[] Source)? Operand(AffineNode affine, bool inBytes)
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

    /// <summary>A chain of element-wise work in one pass.</summary>
    private bool AddElements(int node, ElementChain chain)
    {
        EventTensor? first = null;
        int[] read = chain.Operands;
        var operands = new EventTensor[read.Length];
        for (int i = 0; i < read.Length; i++)
        {
            if (Flat(read[i], first) is not { ElementBytes: <= 2 } operand)
                return false;
            operands[i] = operand;
            first ??= operand;
        }
        var type = graph.Nodes[node].Type;
        bool bytes = storage.KeptInBytes(node);
        int offset = bytes ? ByteLayers.OffsetFor(type)!.Value : 0;
        var result = tensors[node] = new EventTensor(graph.Nodes[node].Name, bytes ? 1 : 2, first!.Places, first.Width) { Offset = offset };
        Add(operands, result, () =>
            chain.Terms is { } terms
                ? EventProducts<S, V, W>.Create(EventTerm.Of(terms, operands), chain.Requantization, result)
                : EventHalves<S, V, W>.Create(chain.Start, operands[0], operands[^1], chain.Limit, result)
        );
        return true;
    }

    private bool AddBinary(int node, BinaryNode binary)
    {
        if (!Fits32(binary.Type) || Flat(binary.Left) is not { } left || Flat(binary.Right, left) is not { } right)
            return false;
        TensorType a = graph.Nodes[binary.Left].Type,
            b = graph.Nodes[binary.Right].Type;
        var (shiftA, shiftB) = (0, 0);
        if (binary.Operation != BinaryOperation.Multiply)
        {
            int difference = b[0].Fraction - a[0].Fraction;
            (shiftA, shiftB) = (Math.Max(0, difference), Math.Max(0, -difference));
            for (int i = 0; i < a.Count; i++)
                if (b[i].Fraction - a[i].Fraction != difference || !Fits(a[i].Range, shiftA) || !Fits(b[i].Range, shiftB))
                    return false;
        }
        var result = Like(node, left);
        return Add([left, right], result, () => new EventBinary32<S, V, W>(binary.Operation, left, right, shiftA, shiftB, result));
    }

    private bool AddUnary(int node, UnaryNode unary)
    {
        if (!Fits32(unary.Type) || Flat(unary.Input) is not { } operand)
            return false;
        var result = Like(node, operand);
        return Add([operand], result, () => new EventUnary32<S, V, W>(unary.Operation, operand, result));
    }

    private bool AddQuantize(int node, QuantizeNode quantize)
    {
        var input = graph.Nodes[quantize.Input].Type;
        if (!Fits32(quantize.Type) || Flat(quantize.Input) is not { } operand)
            return false;
        Requantization? all = null;
        for (int i = 0; i < input.Count; i++)
        {
            if (
                Requantization.Create(
                    input[i].Range,
                    input[i].Fraction,
                    quantize.Type[i].Format,
                    quantize.Rounding,
                    quantize.Overflow,
                    false,
                    false,
                    32
                )
                is not { } q
            )
                return false;
            if ((all ?? q) != q)
                return false;
            all = q;
        }
        var result = Like(node, operand);
        return Add([operand], result, () => new EventRequantize32<S, V, W>(all!.Value, operand, result));
    }

    private bool AddTable(int node, TableNode look, LookupTable table)
    {
        if (!Table16.Serves(table) || Flat(look.Input) is not { ElementBytes: <= 2 } operand)
            return false;
        if (operand.ElementBytes == 1)
        {
            if (MeetsOnEntry(node, look))
            {
                // The input's own bytes are nowhere: where they would be are the entries.
                onEntry[look.Input] = table;
                tensors[look.Input] = tensors[node] = new EventTensor(look.Name, 1, operand.Places, operand.Width)
                {
                    Offset = ByteLayers.OffsetFor(look.Type)!.Value,
                };
                return true;
            }
            var bytes = tensors[node] = new EventTensor(look.Name, 1, operand.Places, operand.Width)
            {
                Offset = ByteLayers.OffsetFor(look.Type)!.Value,
            };
            return Add([operand], bytes, () => new EventTable8(table, operand, bytes, S.Lanes == 16));
        }
        if (!tables.TryGetValue(table, out var entries))
            tables[table] = entries = new Table16(table, S.Lanes == 16);
        var result = Like(node, operand);
        return Add([operand], result, () => new EventTable16(entries, operand, result));
    }

    /// <summary>Whether a table is all that reads an input, whose elements are alike, and can be looked up on its way in.</summary>
    private bool MeetsOnEntry(int node, TableNode look) =>
        S.Lanes == 16
        && EntryTable.IsSupported
        && graph.Nodes[look.Input] is InputNode input
        && fused.OnlyConsumer(look.Input) == node
        && input.Type.Elements.Stored.Select(e => e.Format).Distinct().Count() == 1;

    private bool AddReduce(int node, ReduceNode reduce)
    {
        var input = graph.Nodes[reduce.Input].Type;
        var source = Elements(reduce.Input);
        if (source[0].Tensor is not { ElementBytes: <= 2 } operand || Array.Exists(source, e => e.Tensor != operand))
            return false;
        for (int o = 0; o < reduce.Groups.Length; o += reduce.GroupSize)
        for (int m = 1; m < reduce.GroupSize; m++)
            if (input[reduce.Groups[o + m]].Fraction != input[reduce.Groups[o]].Fraction)
                return false;
        int count = reduce.Type.Count;
        int[][] groups =
        [
            .. Enumerable
                .Range(0, count)
                .Select(o =>
                    Enumerable.Range(0, reduce.GroupSize).Select(m => source[reduce.Groups[o * reduce.GroupSize + m]].Index).ToArray()
                ),
        ];
        // Results follow their first members, so that they lie side by side where these do.
        int[] order = EventTensor.InOrder(count),
            places = new int[count];
        Array.Sort(order, (a, b) => operand.Places[groups[a][0]].CompareTo(operand.Places[groups[b][0]]));
        for (int i = 0; i < count; i++)
            places[order[i]] = i;
        var result = tensors[node] = new EventTensor(reduce.Name, operand.ElementBytes, places, count) { Offset = operand.Offset };
        int[][] ordered = Array.ConvertAll(order, o => groups[o]);
        bool greatest = reduce.Operation == ReduceOperation.Maximum;
        return Add([operand], result, () =>
            operand.ElementBytes == 1
                ? new EventExtreme<byte>(greatest, operand, ordered, result)
                : new EventExtreme<short>(greatest, operand, ordered, result)
        );
    }

    /// <summary>The node's elements as a tensor of their own, laid out as <paramref name="like"/> where that is given; a copy
    /// where they are kept otherwise.</summary>
    private EventTensor? Flat(int node, EventTensor? like = null)
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

    private EventTensor Like(int node, EventTensor operand) =>
        tensors[node] = new EventTensor(graph.Nodes[node].Name, Bytes(graph.Nodes[node].Type), operand.Places, operand.Width);

    private static int Bytes(TensorType type) => Fits16(type) ? 2 : 4;

    private static bool Fits16(TensorType type) => Tensor.StorageFor(type) == Storage.Pairs;

    private static bool Fits32(TensorType type) => Tensor.StorageFor(type) != Storage.Int64;

    private static bool Fits(Interval range, int shift) =>
        shift < 32 && range.Low << shift >= int.MinValue && range.High << shift <= int.MaxValue;

    private bool Add(IEnumerable<EventTensor> reads, EventTensor result, Func<EventStep> emit)
    {
        operations.Add(new Operation([.. reads.Distinct()], result, emit));
        return true;
    }

    private sealed record Operation(EventTensor[] Reads, EventTensor Result, Func<EventStep> Emit)
        : PlanOperation<EventTensor>(Reads, Result);
}
