using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// Finds the element-wise chains of a graph that event-major kernels do in one pass: an operation on elements of 16 bits, the ReLU and
/// Quantize behind it, and, where it adds or subtracts products that nothing else reads, those as well. Results have at most 16 bits.
/// </summary>
internal sealed class ElementFusion
{
    /// <summary>Scales are 16-bit integers.</summary>
    private const int LongestScale = 14;

    private readonly FusedGraph fused;
    private readonly FixedGraph graph;
    private readonly bool[] absorbed;

    public ElementFusion(FusedGraph fused)
    {
        (this.fused, graph) = (fused, fused.Graph);
        int count = graph.Nodes.Length;
        (absorbed, Chains) = (new bool[count], new ElementChain?[count]);
        for (int i = 0; i < count; i++)
            if (fused.IsKept(i) && !absorbed[i] && Chains[i] is null)
                Find(i);
    }

    /// <summary>For each node the chain that it ends, if any.</summary>
    public ElementChain?[] Chains { get; }

    /// <summary>Whether a node has a tensor of its own.</summary>
    public bool IsKept(int node) => fused.IsKept(node) && !absorbed[node];

    private void Find(int start)
    {
        var node = graph.Nodes[start];
        if (
            node is not (BinaryNode or UnaryNode or QuantizeNode)
            || fused.Chains[start] is not null
            || Tensor.StorageFor(node.Type) == Storage.Int64
        )
            return;
        // A product that only a sum reads is left to the sum, if that can take it.
        if (
            node is BinaryNode { Operation: BinaryOperation.Multiply }
            && Sum(start) is { } sum
            && Terms(sum) is { } both
            && Array.Exists(both, t => IsProduct(t, start))
            && Ends(sum).Any(e => Fits16(e.Node))
        )
            return;
        var terms = Terms(start);
        bool products =
            node is BinaryNode { Operation: not BinaryOperation.Multiply }
            && terms is not null
            && Array.Exists(terms, t => t.Right is not null);
        ElementChain? best = null;
        foreach (var (end, requantization) in Ends(start))
        {
            if (!Fits16(end))
                continue;
            var limit = products ? null : Halves(start, requantization);
            if (limit is null && terms is null)
                continue;
            best = new ElementChain(node, end, requantization, requantization.IsIdentity ? null : limit, limit is null ? terms : null);
        }
        if (best is null)
            return;
        Chains[best.Result] = best;
        for (int at = start; at != best.Result; at = fused.OnlyConsumer(at))
            absorbed[at] = true;
        foreach (var term in best.Terms ?? [])
        foreach (int product in node.Operands)
            if (IsProduct(term, product))
                absorbed[product] = true;
    }

    /// <summary>The sum or difference that alone reads a product.</summary>
    private int? Sum(int product) =>
        fused.OnlyConsumer(product) is >= 0 and var next
        && graph.Nodes[next] is BinaryNode { Operation: BinaryOperation.Add or BinaryOperation.Subtract }
        && fused.IsKept(next)
            ? next
            : null;

    private bool IsProduct(ElementTerm term, int node) =>
        term.Right is { } right
        && graph.Nodes[node] is BinaryNode { Operation: BinaryOperation.Multiply } product
        && fused.OnlyConsumer(node) >= 0
        && ((product.Left, product.Right) == (term.Left, right) || (product.Right, product.Left) == (term.Left, right));

    /// <summary>The nodes at which a chain may end and what is done up to there, while that is alike for all elements.</summary>
    private IEnumerable<(int Node, Requantization Requantization)> Ends(int start)
    {
        var type = graph.Nodes[start].Type;
        bool before = graph.Nodes[start] is UnaryNode { Operation: UnaryOperation.Relu },
            after = false;
        var quantize = graph.Nodes[start] as QuantizeNode;
        if (quantize is not null || before)
            type = graph.Nodes[graph.Nodes[start].Operands[0]].Type;
        for (int at = start; ; )
        {
            if (graph.Nodes[at] is not ScaleNode)
            {
                if (Alike(type, before, quantize, after) is not { } requantization)
                    yield break;
                yield return (at, requantization);
            }
            if (after || (at = fused.OnlyConsumer(at)) < 0)
                yield break;
            switch (graph.Nodes[at])
            {
                case ScaleNode:
                    break;
                case UnaryNode { Operation: UnaryOperation.Relu }:
                    after = quantize is not null;
                    before |= quantize is null;
                    break;
                case QuantizeNode q when quantize is null:
                    quantize = q;
                    break;
                default:
                    yield break;
            }
        }
    }

    private Requantization? Alike(TensorType from, bool before, QuantizeNode? quantize, bool after)
    {
        if (quantize is null)
            return Requantization.ReluOnly(before, 32);
        Requantization? all = null;
        for (int i = 0; i < from.Count; i++)
        {
            int fraction = graph.Nodes[quantize.Input].Type[i].Fraction;
            if (
                Requantization.Create(
                    from[i].Range,
                    fraction,
                    quantize.Type[i].Format,
                    quantize.Rounding,
                    quantize.Overflow,
                    before,
                    after,
                    32
                )
                    is not { } q
                || (all ?? q) != q
            )
                return null;
            all = q;
        }
        return all;
    }

    /// <summary>What follows an operation in 16-bit lanes, or null where these cannot do it.</summary>
    private PairLimit? Halves(int start, Requantization requantization)
    {
        var node = graph.Nodes[start];
        if (!node.Operands.All(Reads16) || node is BinaryNode { Operation: BinaryOperation.Less or BinaryOperation.Equal })
            return null;
        if (node is BinaryNode { Operation: not BinaryOperation.Multiply } binary && Difference(binary.Left, binary.Right) != 0)
            return null;
        // What the operation itself makes: ReLU and Quantize are requantisation.
        var made = node is QuantizeNode or UnaryNode { Operation: UnaryOperation.Relu } ? graph.Nodes[node.Operands[0]].Type : node.Type;
        if (!Fits16(made) || !made.Elements.Stored.All(e => PairLimit.Covers(requantization, e.Range)))
            return null;
        return PairLimit.Of(requantization, requantization);
    }

    /// <summary>An operation as a sum of products of 16-bit elements, or null where it is none.</summary>
    private ElementTerm[]? Terms(int start) =>
        graph.Nodes[start] switch
        {
            QuantizeNode quantize when Reads16(quantize.Input) => [new(quantize.Input, null, 1)],
            UnaryNode { Operation: UnaryOperation.Relu } relu when Reads16(relu.Input) => [new(relu.Input, null, 1)],
            BinaryNode { Operation: BinaryOperation.Multiply } product when Reads16(product.Left) && Reads16(product.Right) =>
            [
                new(product.Left, product.Right, 1),
            ],
            BinaryNode { Operation: BinaryOperation.Add } sum => Terms(start, sum, 1),
            BinaryNode { Operation: BinaryOperation.Subtract } difference => Terms(start, difference, -1),
            _ => null,
        };

    private ElementTerm[]? Terms(int sum, BinaryNode node, int sign)
    {
        if (Difference(node.Left, node.Right) is not { } difference)
            return null;
        return
            Term(sum, node.Left, Math.Max(0, difference), 1) is { } left
            && Term(sum, node.Right, Math.Max(0, -difference), sign) is { } right
            ? [left, right]
            : null;
    }

    private ElementTerm? Term(int sum, int operand, int shift, int sign)
    {
        if (shift > LongestScale)
            return null;
        int scale = sign << shift;
        if (
            graph.Nodes[operand] is BinaryNode { Operation: BinaryOperation.Multiply } product
            && fused.OnlyConsumer(operand) == sum
            && Reads16(product.Left)
            && Reads16(product.Right)
        )
        {
            if (Scaled16(product.Left, scale))
                return new(product.Left, product.Right, scale);
            if (Scaled16(product.Right, scale))
                return new(product.Right, product.Left, scale);
        }
        return Reads16(operand) ? new(operand, null, scale) : null;
    }

    /// <summary>
    /// By how many bits the elements of one node have to be shifted to meet those of another, or null where that differs.
    /// </summary>
    private int? Difference(int left, int right)
    {
        TensorType a = graph.Nodes[left].Type,
            b = graph.Nodes[right].Type;
        int difference = b[0].Fraction - a[0].Fraction;
        for (int i = 1; i < a.Count; i++)
            if (b[i].Fraction - a[i].Fraction != difference)
                return null;
        return difference;
    }

    private bool Scaled16(int node, int scale) =>
        graph.Nodes[node].Type.Elements.Stored.All(e => Fits16(e.Range.Low * scale) && Fits16(e.Range.High * scale));

    /// <summary>Whether a node's elements are kept in at most 16 bits.</summary>
    private bool Reads16(int node) => fused.Resolve(node).Select(e => e.Node).Distinct().All(Fits16);

    private bool Fits16(int node) => Fits16(graph.Nodes[node].Type);

    private static bool Fits16(Int128 value) => value >= short.MinValue && value <= short.MaxValue;

    private static bool Fits16(TensorType type) => Tensor.StorageFor(type) == Storage.Pairs;
}
