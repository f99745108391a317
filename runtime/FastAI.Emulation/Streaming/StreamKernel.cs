using System.Collections.Immutable;
using System.Globalization;
using FastAI.Emulation.Planning;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Emulation.Streaming;

/// <summary>
/// The step of a stream without its moving of data: lines of like depth and storage share one input, which holds the rows that something
/// reads, and one output with their newest elements. Everything that computes is as in <see cref="StreamGraph.Step"/>.
/// </summary>
internal sealed class StreamKernel
{
    /// <summary>Elements that may be kept for nothing to have fewer inputs: these, and a quarter of those that are needed.</summary>
    private const int FewElements = 32;

    private readonly StreamGraph stream;
    private readonly LineReads reads;
    private readonly ImmutableArray<FixedNode>.Builder nodes = ImmutableArray.CreateBuilder<FixedNode>();
    private readonly ImmutableArray<int>.Builder inputs = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<OutputPort>.Builder outputs = ImmutableArray.CreateBuilder<OutputPort>();
    private readonly int[] moved;

    private StreamKernel(StreamGraph stream)
    {
        (this.stream, reads) = (stream, new LineReads(stream));
        moved = new int[stream.Step.Nodes.Length];
    }

    /// <param name="stream">A verified stream.</param>
    /// <param name="groups">What is kept of the lines.</param>
    /// <returns>The graph to run: samples, feedback and groups in; results, feedback and the newest records out.</returns>
    public static FixedGraph Of(StreamGraph stream, out LineGroup[] groups)
    {
        var kernel = new StreamKernel(stream);
        var lines = kernel.Group();
        groups = [.. lines.Select(kernel.Layout)];
        return kernel.Build(lines, groups);
    }

    private FixedNode Node(int state) => stream.Step.Nodes[stream.StateNode(state)];

    private int Depth(int state) => Node(state).Type.Shape[0];

    private int Width(int state) => Node(state).Type.Shape[1];

    private IEnumerable<int> Lines => Enumerable.Range(0, stream.States.Length).Where(s => stream.States[s].Initial is null);

    private IEnumerable<int> Feedback => Enumerable.Range(0, stream.States.Length).Where(s => stream.States[s].Initial is not null);

    /// <summary>Lines that share a storage, and whose depths are near enough.</summary>
    private List<int[]> Group()
    {
        var groups = new List<int[]>();
        foreach (
            var alike in Lines.GroupBy(s => (Tensor.StorageFor(Node(s).Type), ByteLayers.OffsetFor(Node(s).Type))).OrderBy(g => g.Min())
        )
        {
            var group = new List<int>();
            int needed = 0,
                width = 0;
            foreach (int s in alike.OrderBy(Depth).ThenBy(s => s))
            {
                (needed, width) = (needed + Depth(s) * Width(s), width + Width(s));
                if (group.Count > 0 && Depth(s) * width > needed + needed / 4 + FewElements)
                {
                    groups.Add([.. group]);
                    group.Clear();
                    (needed, width) = (Depth(s) * Width(s), Width(s));
                }
                group.Add(s);
            }
            groups.Add([.. group]);
        }
        return groups;
    }

    private LineGroup Layout(int[] lines)
    {
        int depth = lines.Max(Depth);
        int[] rows = [.. Enumerable.Range(0, depth).Where(r => lines.Any(s => r < Depth(s) && reads.Rows[s][r]))];
        return new LineGroup(
            depth,
            lines.Sum(Width),
            rows,
            [.. lines.SelectMany(s => Enumerable.Range(0, Width(s)).Select(u => Nearest(Node(s).Type[u].Range)))]
        );
    }

    private static long Nearest(Interval range) => (long)Int128.Clamp(0, range.Low, range.High);

    private FixedGraph Build(List<int[]> lines, LineGroup[] groups)
    {
        foreach (int node in stream.Step.Inputs[..stream.SampleInputs])
            Input(node);
        foreach (int s in Feedback)
            Input(stream.StateNode(s));
        for (int g = 0; g < groups.Length; g++)
            AddGroup(g, lines[g], groups[g]);
        var isInput = stream.Step.Inputs.ToHashSet();
        for (int n = 0; n < stream.Step.Nodes.Length; n++)
            if (!isInput.Contains(n) && !reads.IsNext(n))
                moved[n] = Append(stream.Step.Nodes[n].WithOperands(i => moved[i]));
        foreach (var output in stream.Step.Outputs[..stream.ModelOutputs])
            outputs.Add(output with { Node = moved[output.Node] });
        foreach (int s in Feedback)
            outputs.Add(new OutputPort(stream.States[s].Name, moved[stream.NextNode(s)]));
        for (int g = 0; g < groups.Length; g++)
            outputs.Add(new OutputPort(GroupName(g), Newest(g, lines[g])));
        return new FixedGraph(stream.Step.Name, nodes.ToImmutable(), inputs.ToImmutable(), outputs.ToImmutable());
    }

    private int Append(FixedNode node)
    {
        nodes.Add(node);
        return nodes.Count - 1;
    }

    private void Input(int node)
    {
        moved[node] = Append(stream.Step.Nodes[node]);
        inputs.Add(moved[node]);
    }

    /// <summary>A name that no node of a step has: those come from ONNX, whose names hold no line end.</summary>
    private static string GroupName(int group) => string.Create(CultureInfo.InvariantCulture, $"lines\n{group}");

    private void AddGroup(int number, int[] lines, LineGroup group)
    {
        ElementType[] record = [.. lines.SelectMany(s => Enumerable.Range(0, Width(s)).Select(u => Node(s).Type[u]))];
        var shape = new Shape(group.Rows.Length, group.Width);
        var type = new TensorType(shape, PerElement<ElementType>.Create(shape.Count, i => record[i % group.Width]));
        int input = Append(new InputNode(GroupName(number), type, Rounding.Trn, Overflow.Wrap));
        inputs.Add(input);
        int column = 0;
        foreach (int s in lines)
        {
            int first = column,
                width = Width(s);
            // A row that nothing reads has no place in the input; any of the line's rows stands for it.
            ImmutableArray<int> map =
            [
                .. Enumerable
                    .Range(0, Depth(s) * width)
                    .Select(i => Math.Max(0, Array.BinarySearch(group.Rows, i / width)) * group.Width + first + i % width),
            ];
            moved[stream.StateNode(s)] = Append(new GatherNode(Node(s).Name, Node(s).Type, [input], map));
            column += width;
        }
    }

    /// <summary>The elements that enter a group's lines.</summary>
    private int Newest(int number, int[] lines)
    {
        var from = new List<int>();
        var offsets = new Dictionary<int, int>();
        int total = 0;
        var map = ImmutableArray.CreateBuilder<int>();
        var types = new List<ElementType>();
        foreach (int s in lines)
        {
            int next = stream.NextNode(s);
            for (int u = 0; u < Width(s); u++)
            {
                var (node, element) = reads.IsNext(next) ? Locate((GatherNode)stream.Step.Nodes[next], u) : (next, u);
                if (!offsets.TryGetValue(moved[node], out int offset))
                {
                    offsets.Add(moved[node], offset = total);
                    from.Add(moved[node]);
                    total += nodes[moved[node]].Type.Count;
                }
                map.Add(offset + element);
                types.Add(nodes[moved[node]].Type[element]);
            }
        }
        var type = new TensorType(new Shape(map.Count), PerElement<ElementType>.Create(types.Count, i => types[i]));
        return Append(new GatherNode(GroupName(number) + " newest", type, [.. from], map.ToImmutable()));
    }

    private (int Node, int Element) Locate(GatherNode gather, int i)
    {
        int operand = 0,
            element = gather.Map[i];
        while (element >= stream.Step.Nodes[gather.Inputs[operand]].Type.Count)
            element -= stream.Step.Nodes[gather.Inputs[operand++]].Type.Count;
        return (gather.Inputs[operand], element);
    }
}
