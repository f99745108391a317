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
    private readonly EventTensors tensors;
    private readonly Dictionary<LookupTable, Table16> tables = [];
    private readonly Dictionary<int, LookupTable> onEntry = [];
    private long used;
    private long taken;

    private EventPlanBuilder(FixedGraph graph)
    {
        (this.graph, fused) = (graph, new FusedGraph(graph, keepAll: false));
        elements = new ElementFusion(fused);
        storage = new EventStorage(fused, elements);
        tensors = new EventTensors(fused);
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
        var constants = Kept<ConstantNode>().Select(c => (Tensor: tensors[c.Index], Values: c.Node.Values.ToArray())).ToArray();
        EventElement[] outputs = [.. graph.Outputs.SelectMany(o => tensors.Elements(o.Node))];
        (EventTensor Tensor, LookupTable? Table)[] inputs = [.. graph.Inputs.Select(i => (tensors[i], onEntry.GetValueOrDefault(i)))];
        var first = inputs.Select(i => i.Tensor).Concat(constants.Select(c => c.Tensor)).ToArray();
        var keep = outputs.Select(o => o.Tensor).Concat(constants.Select(c => c.Tensor)).ToHashSet();
        var (events, size) = EventBlock.Choose(first, tensors.Operations, keep, sizeof(short) * (graph.InputCount + graph.OutputCount));
        EventStep[] steps = [.. tensors.Operations.Select(o => o.Emit())];
        var singles = SingleStep.Join(steps.Select(s => s.Single));
        return new EventPlan(events, steps, singles, size, inputs, outputs, new ShortTransfer<S, V, W>(), constants);
    }

    private IEnumerable<(N Node, int Index)> Kept<N>()
        where N : FixedNode =>
        graph
            .Nodes.Select((node, i) => (Node: node as N, Index: i))
            .Where(n => n.Node is not null && elements.IsKept(n.Index))
            .Select(n => (n.Node!, n.Index));

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
        if (!EventTensors.Fits16(type))
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
        if (tensors.Operand(chain.Affine, readsBytes) is not var (operand, source))
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
            : EventTensors.Bytes(type),
            offset = bytes ? ByteLayers.OffsetFor(type)!.Value : 0;
        var result = tensors[node] = new EventTensor(graph.Nodes[node].Name, elementBytes, partition.Places, partition.Width)
        {
            Offset = offset,
        };
        tensors.Add([operand], result, () => elementBytes switch
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
        var last = tensors.Like(node, result);
        return tensors.Add([result], last, () => new EventRequantize32<S, V, W>(whole.Requantize[0], result, last));
    }

    private static EventStep Rows<T>(FusedAffine chain, RowPartition partition, EventTensor operand, int[] source, EventTensor result)
        where T : struct, IRowTarget
    {
        var data = new RowLayout<T>(chain, partition, operand, source, result.Offset).Build();
        return operand.ElementBytes == 1
            ? new RowProducts<ByteProduct, T>(data, operand, result)
            : new RowProducts<PairProduct, T>(data, operand, result);
    }

    /// <summary>A chain of element-wise work in one pass.</summary>
    private bool AddElements(int node, ElementChain chain)
    {
        EventTensor? first = null;
        int[] read = chain.Operands;
        var operands = new EventTensor[read.Length];
        for (int i = 0; i < read.Length; i++)
        {
            if (tensors.Flat(read[i], first) is not { ElementBytes: <= 2 } operand)
                return false;
            operands[i] = operand;
            first ??= operand;
        }
        var type = graph.Nodes[node].Type;
        bool bytes = storage.KeptInBytes(node);
        int offset = bytes ? ByteLayers.OffsetFor(type)!.Value : 0;
        var result = tensors[node] = new EventTensor(graph.Nodes[node].Name, bytes ? 1 : 2, first!.Places, first.Width) { Offset = offset };
        tensors.Add(operands, result, () =>
            chain.Terms is { } terms
                ? EventProducts<S, V, W>.Create(EventTerm.Of(terms, operands), chain.Requantization, result)
                : EventHalves<S, V, W>.Create(chain.Start, operands[0], operands[^1], chain.Limit, result)
        );
        return true;
    }

    private bool AddBinary(int node, BinaryNode binary)
    {
        if (!Fits32(binary.Type) || tensors.Flat(binary.Left) is not { } left || tensors.Flat(binary.Right, left) is not { } right)
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
        var result = tensors.Like(node, left);
        return tensors.Add([left, right], result, () => new EventBinary32<S, V, W>(binary.Operation, left, right, shiftA, shiftB, result));
    }

    private bool AddUnary(int node, UnaryNode unary)
    {
        if (!Fits32(unary.Type) || tensors.Flat(unary.Input) is not { } operand)
            return false;
        var result = tensors.Like(node, operand);
        return tensors.Add([operand], result, () => new EventUnary32<S, V, W>(unary.Operation, operand, result));
    }

    private bool AddQuantize(int node, QuantizeNode quantize)
    {
        var input = graph.Nodes[quantize.Input].Type;
        if (!Fits32(quantize.Type) || tensors.Flat(quantize.Input) is not { } operand)
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
        var result = tensors.Like(node, operand);
        return tensors.Add([operand], result, () => new EventRequantize32<S, V, W>(all!.Value, operand, result));
    }

    private bool AddTable(int node, TableNode look, LookupTable table)
    {
        if (!Table16.Serves(table) || tensors.Flat(look.Input) is not { ElementBytes: <= 2 } operand)
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
            return tensors.Add([operand], bytes, () => new EventTable8(table, operand, bytes, S.Lanes == 16));
        }
        if (!tables.TryGetValue(table, out var entries))
            tables[table] = entries = new Table16(table, S.Lanes == 16);
        var result = tensors.Like(node, operand);
        return tensors.Add([operand], result, () => new EventTable16(entries, operand, result));
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
        var source = tensors.Elements(reduce.Input);
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
        return tensors.Add([operand], result, () =>
            operand.ElementBytes == 1
                ? new EventExtreme<byte>(greatest, operand, ordered, result)
                : new EventExtreme<short>(greatest, operand, ordered, result)
        );
    }

    private static bool Fits32(TensorType type) => Tensor.StorageFor(type) != Storage.Int64;

    private static bool Fits(Interval range, int shift) =>
        shift < 32 && range.Low << shift >= int.MinValue && range.High << shift <= int.MaxValue;
}
