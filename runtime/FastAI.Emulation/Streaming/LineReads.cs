using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;

namespace FastAI.Emulation.Streaming;

/// <summary>Which of its past a line is read for, beside passing it on.</summary>
internal sealed class LineReads
{
    private readonly StreamGraph stream;
    private readonly Dictionary<int, int> lineOf = [];
    private readonly bool[] isNext;

    /// <param name="stream">A verified stream.</param>
    public LineReads(StreamGraph stream)
    {
        this.stream = stream;
        isNext = new bool[stream.Step.Nodes.Length];
        Rows = new bool[stream.States.Length][];
        for (int s = 0; s < Rows.Length; s++)
        {
            Rows[s] = [];
            if (stream.States[s].Initial is not null)
                continue;
            lineOf.Add(stream.StateNode(s), s);
            isNext[stream.NextNode(s)] = stream.Step.Nodes[stream.NextNode(s)] is GatherNode;
            Rows[s] = new bool[stream.Step.Nodes[stream.StateNode(s)].Type.Shape[0]];
        }
        for (int n = 0; n < stream.Step.Nodes.Length; n++)
        {
            if (isNext[n])
                continue;
            if (stream.Step.Nodes[n] is GatherNode gather)
                ReadBy(gather);
            else
                foreach (int operand in stream.Step.Nodes[n].Operands)
                    ReadWhole(operand);
        }
        foreach (var output in stream.Step.Outputs)
            ReadWhole(output.Node);
    }

    /// <summary>For each state the delays, less one, for which it is read; none for feedback.</summary>
    public bool[][] Rows { get; }

    /// <summary>Whether a node does nothing but pass a line on.</summary>
    public bool IsNext(int node) => isNext[node];

    private void ReadWhole(int node)
    {
        if (lineOf.TryGetValue(node, out int s))
            Array.Fill(Rows[s], true);
    }

    private void ReadBy(GatherNode gather)
    {
        var nodes = stream.Step.Nodes;
        foreach (int index in gather.Map)
        {
            int operand = 0,
                element = index;
            while (element >= nodes[gather.Inputs[operand]].Type.Count)
                element -= nodes[gather.Inputs[operand++]].Type.Count;
            if (lineOf.TryGetValue(gather.Inputs[operand], out int s))
                Rows[s][element / nodes[gather.Inputs[operand]].Type.Shape[1]] = true;
        }
    }
}
