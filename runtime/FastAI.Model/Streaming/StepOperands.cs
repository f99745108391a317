using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Model.Streaming;

/// <summary>Where the step has each expression, new and old, and index maps that bring them together.</summary>
internal sealed class StepOperands
{
    private readonly FixedGraphBuilder builder;
    private readonly (int Node, int Element)[] newest;
    private readonly (int State, int Width, int Column)[] lines;

    /// <param name="builder">Gets the index maps.</param>
    /// <param name="expressions">How many expressions there are.</param>
    public StepOperands(FixedGraphBuilder builder, int expressions)
    {
        this.builder = builder;
        newest = new (int, int)[expressions];
        lines = new (int, int, int)[expressions];
        Array.Fill(newest, (-1, 0));
    }

    /// <summary>The elements of a node are these expressions, in order.</summary>
    public void Place(int node, List<OwnExpression> own)
    {
        for (int i = 0; i < own.Count; i++)
            newest[own[i].Expression] = (node, i);
    }

    /// <summary>Column <paramref name="column"/> of a state of <paramref name="width"/> elements a tick is the expression's past.</summary>
    public void PlaceLine(int expression, int state, int width, int column) => lines[expression] = (state, width, column);

    /// <summary>A node with the elements in order: one that has them as they are, else an index map.</summary>
    /// <param name="name">The node that reads them.</param>
    /// <param name="reads">The elements.</param>
    /// <param name="shape">Shape of the result.</param>
    public int Read(string name, ReadOnlySpan<Delayed> reads, Shape shape)
    {
        var offsets = new Dictionary<int, int>();
        var from = ImmutableArray.CreateBuilder<int>();
        var map = ImmutableArray.CreateBuilder<int>(reads.Length);
        int total = 0;
        bool identity = true;
        foreach (var read in reads)
        {
            var (node, element) = Find(read);
            if (!offsets.TryGetValue(node, out int offset))
            {
                offsets.Add(node, offset = total);
                from.Add(node);
                total = checked(total + builder.TypeOf(node).Count);
            }
            identity &= offset + element == map.Count;
            map.Add(offset + element);
        }
        if (identity && from.Count == 1 && builder.TypeOf(from[0]).Shape.Equals(shape))
            return from[0];
        return builder.Gather(name + ".read", from.ToImmutable(), shape, map.MoveToImmutable());
    }

    /// <summary>Brings operands into the order in which they are kept, so that an index map has few pieces.</summary>
    /// <returns>The operands in order, and for each of <paramref name="reads"/> its place there.</returns>
    public (Delayed[] Ordered, int[] Places) Order(List<Delayed> reads)
    {
        var ordered = reads.ToArray();
        int[] from = [.. Enumerable.Range(0, ordered.Length)],
            places = new int[ordered.Length];
        Array.Sort(reads.Select(Find).ToArray(), from);
        for (int i = 0; i < from.Length; i++)
            (ordered[i], places[from[i]]) = (reads[from[i]], i);
        return (ordered, places);
    }

    private (int Node, int Element) Find(Delayed read)
    {
        if (read.Delay is not (0 or Delayed.Any))
        {
            var (state, width, column) = lines[read.Expression];
            return (state, (read.Delay - 1) * width + column);
        }
        var made = newest[read.Expression];
        return made.Node >= 0 ? made : throw new InvalidOperationException($"expression {read.Expression} is read before it is made");
    }
}
