using System.Collections.Immutable;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>Runs a plan that keeps everything and reads every tensor after each tile.</summary>
internal sealed unsafe class Tracer(FixedGraph graph, TileRunner tiles)
{
    public EmulationTrace Trace(ReadOnlySpan<long> inputs)
    {
        int events = inputs.Length / Math.Max(1, tiles.Plan.Inputs.Length);
        long[][] tensors = [.. graph.Nodes.Select(n => new long[checked(events * n.Type.Count)])];
        EachTile(inputs, (tile, first, count) =>
        {
            for (int n = 0; n < tensors.Length; n++)
            {
                var rows = tiles.Plan.Nodes[n];
                for (int e = 0; e < count; e++)
                for (int i = 0; i < rows.Length; i++)
                    tensors[n][(first + e) * rows.Length + i] = ScalarRows.Read((byte*)tile, rows[i], e, Tile.Events);
            }
        });
        return new EmulationTrace(graph, events, tensors);
    }

    public ImmutableArray<SaturationCount> Saturations(ReadOnlySpan<long> inputs)
    {
        int events = inputs.Length / Math.Max(1, tiles.Plan.Inputs.Length);
        int[] nodes = [.. Enumerable.Range(0, graph.Nodes.Length).Where(i => graph.Nodes[i] is QuantizeNode)];
        Interval[][] inside = [.. nodes.Select(n => Inside((QuantizeNode)graph.Nodes[n]))];
        long[] limited = new long[nodes.Length];
        EachTile(inputs, (tile, _, count) =>
        {
            for (int q = 0; q < nodes.Length; q++)
            {
                var rows = tiles.Plan.Nodes[((QuantizeNode)graph.Nodes[nodes[q]]).Input];
                for (int i = 0; i < rows.Length; i++)
                {
                    var (low, high) = ((long)inside[q][i].Low, (long)inside[q][i].High);
                    for (int e = 0; e < count; e++)
                    {
                        long m = ScalarRows.Read((byte*)tile, rows[i], e, Tile.Events);
                        if (m < low || m > high)
                            limited[q]++;
                    }
                }
            }
        });
        return [.. nodes.Select((n, q) => new SaturationCount(graph.Nodes[n].Name, (long)events * graph.Nodes[n].Type.Count, limited[q]))];
    }

    /// <summary>For each element the operands that round into the format. Rounding is monotone, so that
    /// both ends are found by halving.</summary>
    private Interval[] Inside(QuantizeNode quantize)
    {
        var input = graph.Nodes[quantize.Input].Type;
        var result = new Interval[quantize.Type.Count];
        for (int i = 0; i < result.Length; i++)
        {
            var format = quantize.Type[i].Format;
            long min = quantize.Overflow == Overflow.SatSym && format.Signed ? -format.MaxMantissa : format.MinMantissa,
                max = format.MaxMantissa;
            int drop = input[i].Fraction - format.Fraction;
            // Zero rounds to zero, which is inside; more than 64 appended zeros put all else outside.
            Int128 Rounded(long m) => Quantizer.Round(m, Math.Max(drop, -63), quantize.Rounding);
            result[i] =
                drop < -63 && min != max
                    ? Interval.Zero
                    : new Interval(Last(0, long.MinValue, m => Rounded(m) >= min), Last(0, long.MaxValue, m => Rounded(m) <= max));
        }
        return result;
    }

    /// <summary>The member of the range from <paramref name="good"/> toward <paramref name="end"/>
    /// that is farthest and still holds.</summary>
    private static long Last(long good, long end, Func<long, bool> holds)
    {
        if (holds(end))
            return end;
        Int128 near = good,
            far = end;
        while (Int128.Abs(far - near) > 1)
        {
            var middle = near + (far - near) / 2;
            if (holds((long)middle))
                near = middle;
            else
                far = middle;
        }
        return (long)near;
    }

    private void EachTile(ReadOnlySpan<long> inputs, Action<nint, int, int> read)
    {
        int width = tiles.Plan.Inputs.Length,
            events = inputs.Length / Math.Max(1, width);
        var workspace = tiles.Workspaces.Rent();
        try
        {
            fixed (long* source = inputs)
            {
                for (int first = 0; first < events; first += Tile.Events)
                {
                    int count = Math.Min(Tile.Events, events - first);
                    tiles.Input.Pack(source + (long)first * width, count, workspace.Memory, workspace.Staging, first);
                    tiles.Steps(workspace, 1);
                    read((nint)workspace.Memory, first, count);
                }
            }
        }
        finally
        {
            tiles.Workspaces.Return(workspace);
        }
    }
}
