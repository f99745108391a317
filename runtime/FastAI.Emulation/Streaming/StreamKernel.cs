using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;

namespace FastAI.Emulation.Streaming;

/// <summary>
/// The step of a stream without its moving of data: a line's input has only the rows that something reads, and its output only the newest elements.
/// Everything that computes is as in <see cref="StreamGraph.Step"/>.
/// </summary>
internal sealed class StreamKernel
{
    private readonly StreamGraph stream;
    private readonly FixedNode[] nodes;
    private readonly bool[] isNext;
    private readonly Dictionary<int, int> lineOf = [];

    private StreamKernel(StreamGraph stream)
    {
        this.stream = stream;
        nodes = [.. stream.Step.Nodes];
        isNext = new bool[nodes.Length];
        for (int s = 0; s < stream.States.Length; s++)
        {
            if (stream.States[s].Initial is not null) continue;
            lineOf.Add(stream.StateNode(s), s);
            isNext[stream.NextNode(s)] = nodes[stream.NextNode(s)] is GatherNode;
        }
        Lines = new LineLayout?[stream.States.Length];
    }

    /// <summary>For each state its layout; null for feedback.</summary>
    public LineLayout?[] Lines { get; }

    /// <param name="stream">A verified stream.</param>
    /// <param name="lines">For each state its layout; null for feedback.</param>
    /// <returns>The graph to run: samples and states in, results and next values out.</returns>
    public static FixedGraph Of(StreamGraph stream, out LineLayout?[] lines)
    {
        var kernel = new StreamKernel(stream);
        kernel.FindRows();
        kernel.Rewrite();
        lines = kernel.Lines;
        return stream.Step with { Nodes = [.. kernel.nodes] };
    }

    private void FindRows()
    {
        var read = new bool[stream.States.Length][];
        foreach (var (node, s) in lineOf) read[s] = new bool[nodes[node].Type.Shape[0]];
        for (int n = 0; n < nodes.Length; n++)
        {
            if (isNext[n]) continue;
            if (nodes[n] is GatherNode gather)
            {
                foreach (int index in gather.Map)
                    if (Locate(gather, index) is var (operand, element) && lineOf.TryGetValue(operand, out int s)) read[s][element / nodes[operand].Type.Shape[1]] = true;
                continue;
            }
            foreach (int operand in nodes[n].Operands)
                if (lineOf.TryGetValue(operand, out int s)) Array.Fill(read[s], true);
        }
        foreach (var output in stream.Step.Outputs)
            if (lineOf.TryGetValue(output.Node, out int s)) Array.Fill(read[s], true);
        foreach (var (node, s) in lineOf)
        {
            var type = nodes[node].Type;
            Lines[s] = new LineLayout(
                type.Shape[0], type.Shape[1], [.. Enumerable.Range(0, type.Shape[0]).Where(r => read[s][r])],
                [.. Enumerable.Range(0, type.Shape[1]).Select(u => (long)Int128.Clamp(0, type[u].Range.Low, type[u].Range.High))]);
        }
    }

    private void Rewrite()
    {
        var counts = nodes.Select(n => n.Type.Count).ToArray();
        for (int n = 0; n < nodes.Length; n++)
        {
            if (lineOf.TryGetValue(n, out int s))
            {
                var (line, type) = (Lines[s]!, nodes[n].Type);
                var shape = new Shape(line.Rows.Length, line.Width);
                nodes[n] = nodes[n] with { Type = new TensorType(shape, PerElement<ElementType>.Create(shape.Count, i => type[i % line.Width])) };
            }
            else if (nodes[n] is GatherNode gather)
            {
                nodes[n] = Rewrite(gather, isNext[n] ? WidthOfNext(n) : gather.Map.Length, counts);
            }
        }
    }

    private int WidthOfNext(int node) => Lines[lineOf.Values.First(s => stream.NextNode(s) == node)]!.Width;

    /// <summary>The first elements of an index map, with what it reads of lines found in their rows that are left.</summary>
    private GatherNode Rewrite(GatherNode gather, int count, int[] counts)
    {
        var map = ImmutableArray.CreateBuilder<int>(count);
        for (int i = 0; i < count; i++)
        {
            int operand = 0, element = gather.Map[i], offset = 0;
            for (; element >= counts[gather.Inputs[operand]]; operand++)
            {
                element -= counts[gather.Inputs[operand]];
                offset += nodes[gather.Inputs[operand]].Type.Count;
            }
            if (lineOf.TryGetValue(gather.Inputs[operand], out int s))
                element = Array.BinarySearch(Lines[s]!.Rows, element / Lines[s]!.Width) * Lines[s]!.Width + element % Lines[s]!.Width;
            map.Add(offset + element);
        }
        var types = gather.Type;
        var shape = count == gather.Map.Length ? types.Shape : new Shape(count);
        return gather with { Type = new TensorType(shape, PerElement<ElementType>.Create(count, i => types[i])), Map = map.MoveToImmutable() };
    }

    private (int Operand, int Element) Locate(GatherNode gather, int index)
    {
        int operand = 0;
        while (index >= nodes[gather.Inputs[operand]].Type.Count) index -= nodes[gather.Inputs[operand++]].Type.Count;
        return (gather.Inputs[operand], index);
    }
}
