using FastAI.Emulation.Kernels;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// From a graph to a <see cref="Plan"/>, in stages: find what the outputs need; fuse; give every kept tensor its storage; choose kernels
/// and the conversions that they need; place elements in slots; allocate slots by lifetime; emit steps. Index maps
/// and scales are addresses and cost nothing.
/// </summary>
internal sealed class PlanBuilder<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    /// <summary>Slots behind each tensor of a plan for one event: a vector store may run past the end by this much.</summary>
    private static readonly int Padding = S.Events == 1 ? 32 : 0;

    private readonly FixedGraph graph;
    private readonly bool keepAll;
    private readonly Tensor?[] tensors;
    private readonly FusedGraph fused;
    private readonly List<Operation> operations = [];
    private readonly Placement placement = new();
    private readonly Dictionary<LookupTable, TableEntries> tables = [];
    private readonly IPairKernel pairKernel;
    private ByteLayers? byteLayers;
    private int trash;

    /// <param name="graph">A verified graph.</param>
    /// <param name="keepAll">Keep every node's tensor to the end, fuse nothing.</param>
    /// <param name="pairKernel">Makes the kernel of affine maps of 16-bit elements.</param>
    public PlanBuilder(FixedGraph graph, bool keepAll, IPairKernel pairKernel)
    {
        (this.graph, this.keepAll, this.pairKernel) = (graph, keepAll, pairKernel);
        (fused, tensors) = (new FusedGraph(graph, keepAll), new Tensor?[graph.Nodes.Length]);
    }

    public Plan Build()
    {
        if (pairKernel.AllowsBytes && !keepAll)
            byteLayers = new ByteLayers(fused);
        MakeTensors();
        ChooseOperations();
        foreach (var tensor in AllTensors())
            placement.Place(tensor);
        int slots = Allocate();
        return new Plan(
            S.Events,
            [.. operations.Select(o => o.Emit())],
            slots,
            [.. graph.Inputs.SelectMany(RowsOf)],
            [.. graph.Outputs.SelectMany(o => RowsOf(o.Node))],
            [
                .. graph
                    .Nodes.Select((n, i) => (Node: n as ConstantNode, Index: i))
                    .Where(c => c.Node is not null && fused.IsNeeded(c.Index))
                    .SelectMany(c => c.Node!.Values.Select((value, e) => (tensors[c.Index]!.Row(e), value))),
            ],
            keepAll ? [.. Enumerable.Range(0, graph.Nodes.Length).Select(RowsOf)] : []
        );
    }

    private void MakeTensors()
    {
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            if (!fused.IsKept(i))
                continue;
            tensors[i] = byteLayers?.Kept(i) is { } offset
                ? new Tensor(node.Name, Storage.Bytes, node.Type.Count) { Offset = offset }
                : new Tensor(node.Name, Tensor.StorageFor(node.Type), node.Type.Count);
        }
    }

    /// <summary>The kept element that a node's element is, through index maps.</summary>
    private Element Resolve(int node, int element)
    {
        var (kept, index) = fused.Resolve(node, element);
        return new Element(tensors[kept]!, index);
    }

    private Row[] RowsOf(int node) => [.. Enumerable.Range(0, graph.Nodes[node].Type.Count).Select(i => Resolve(node, i).Row)];

    private void ChooseOperations()
    {
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            if (tensors[i] is not { } result)
                continue;
            if (fused.Chains[i] is { } chain)
                AddAffine(chain, result, byteLayers?.Serves(i) ?? false);
            else if (graph.Nodes[i] is not (InputNode or ConstantNode))
                AddElementwise(i, result);
        }
    }

    private void AddAffine(FusedAffine chain, Tensor result, bool bytes)
    {
        var affine = chain.Affine;
        Element[] read = [.. Enumerable.Range(0, graph.Nodes[affine.Input].Type.Count).Select(i => Resolve(affine.Input, i))];
        var kernel = AffineKernels.Choose(chain, graph.Nodes[affine.Input].Type, read, bytes);
        Element[] source = bytes ? InBytes(read, graph.Nodes[affine.Input].Type, affine.Name) : Convert(read, kernel.Storage, affine.Name);
        if (kernel.Storage is Storage.Pairs or Storage.Bytes)
        {
            for (int b = 0; b < affine.Blocks.Length; b++)
            for (int k = 0; k < affine.Blocks[b].InputMap.Length; k++)
                if (affine.Blocks[b].InputMap[k] is >= 0 and var from)
                    placement.Read(source[from], ((long)operations.Count << 40) + ((long)b << 32) + k / affine.Blocks[b].Rows);
        }
        placement.Made(result, chain);
        Add(source.Select(e => e.Tensor), result, () =>
        {
            if (kernel.Storage == Storage.Pairs)
                return pairKernel.Emit(chain, source, result, trash);
            var data = new AffineLayout(chain, source, result, kernel.Storage, trash).Build();
            if (kernel.Storage == Storage.Bytes)
                return new AffineBytes(data);
            return kernel.Storage == Storage.Int32
                ? new AffineRows32<S, V, W>(data)
                : new AffineRows64<S, V, W>(data, kernel.NarrowProducts);
        });
    }

    /// <summary>The elements in the given storage, copied where they are kept in another.</summary>
    private Element[] Convert(Element[] elements, Storage storage, string name)
    {
        int[] other = [.. Enumerable.Range(0, elements.Length).Where(i => elements[i].Tensor.Storage != storage)];
        if (other.Length == 0)
            return elements;
        Element[] from = [.. other.Select(i => elements[i])];
        var copy = new Tensor($"{name} operand", storage, other.Length);
        Add(from.Select(e => e.Tensor), copy, () =>
            new CopyRows<S, V, W>([.. from.Select(e => e.Row)], [.. Enumerable.Range(0, copy.Count).Select(i => copy.Row(i))])
        );
        Element[] converted = [.. elements];
        for (int i = 0; i < other.Length; i++)
            converted[other[i]] = new Element(copy, i);
        return converted;
    }

    /// <summary>The elements in bytes, packed where they are kept in another storage.</summary>
    private Element[] InBytes(Element[] elements, TensorType type, string name)
    {
        int[] other = [.. Enumerable.Range(0, elements.Length).Where(i => elements[i].Tensor.Storage != Storage.Bytes)];
        if (other.Length == 0)
            return elements;
        Element[] from = [.. other.Select(i => elements[i])];
        var packed = new Tensor($"{name} operand", Storage.Bytes, other.Length) { Offset = ByteLayers.OffsetFor(type)!.Value };
        Add(from.Select(e => e.Tensor), packed, () =>
            new PackBytes([.. from.Select(e => e.Row)], [.. Enumerable.Range(0, packed.Count).Select(i => packed.Row(i))], packed.Offset)
        );
        Element[] converted = [.. elements];
        for (int i = 0; i < other.Length; i++)
            converted[other[i]] = new Element(packed, i);
        return converted;
    }

    private void AddElementwise(int node, Tensor result)
    {
        Element[][] operands =
        [
            .. graph.Nodes[node].Operands.Select(o => Enumerable.Range(0, graph.Nodes[o].Type.Count).Select(i => Resolve(o, i)).ToArray()),
        ];
        if (LeaderOf(node, result.Count) is { } leader)
            placement.Follows(result, leader);
        Add(operands.SelectMany(o => o).Select(e => e.Tensor), result, () =>
            new ElementwiseSteps<S, V, W>(graph, node, tables).Emit(
                [.. operands.Select(o => o.Select(e => e.Row).ToArray())],
                [.. Enumerable.Range(0, result.Count).Select(i => result.Row(i))]
            )
        );
    }

    /// <summary>For each element of an element-wise node or a reduction the operand's element that it meets first.</summary>
    private Element[]? LeaderOf(int node, int count) =>
        graph.Nodes[node] switch
        {
            ReduceNode reduce => [.. Enumerable.Range(0, count).Select(i => Resolve(reduce.Input, reduce.Groups[i * reduce.GroupSize]))],
            UnaryNode or BinaryNode or QuantizeNode or TableNode =>
            [
                .. Enumerable.Range(0, count).Select(i => Resolve(graph.Nodes[node].Operands[0], i)),
            ],
            _ => null,
        };

    private void Add(IEnumerable<Tensor> reads, Tensor result, Func<Stage> emit) =>
        operations.Add(new Operation([.. reads.Distinct()], result, emit));

    private IEnumerable<Tensor> AllTensors() => tensors.OfType<Tensor>().Concat(operations.Select(o => o.Result)).Distinct();

    /// <summary>Inputs, constants and outputs live throughout; the rest from the step that writes
    /// them to the last that reads them.</summary>
    private int Allocate()
    {
        var allocator = new SlotAllocator();
        trash = allocator.Take(AffineGroup.Outputs);
        var keep = new HashSet<Tensor>();
        foreach (int i in graph.Outputs.Select(o => o.Node).Concat(keepAll ? Enumerable.Range(0, graph.Nodes.Length) : []))
            for (int e = 0; e < graph.Nodes[i].Type.Count; e++)
                keep.Add(Resolve(i, e).Tensor);
        var first = new List<Tensor>();
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            if (tensors[i] is not { } tensor || graph.Nodes[i] is not (InputNode or ConstantNode))
                continue;
            first.Add(tensor);
            if (graph.Nodes[i] is ConstantNode)
                keep.Add(tensor);
        }
        foreach (var tensor in AllTensors())
            tensor.Padding = Padding;
        BufferAllocation.Run(allocator, first, operations, keep);
        return allocator.Size;
    }

    private sealed record Operation(Tensor[] Reads, Tensor Result, Func<Stage> Emit) : PlanOperation<Tensor>(Reads, Result);
}
