using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Balanced trees of comparisons in the group's order; a position travels beside its value.</summary>
internal sealed class ReduceLowerer : NodeLowerer<ReduceNode>
{
    protected override int[] Lower(ReduceNode node, LoweringContext context)
    {
        CircuitBuilder b = context.Builder;
        TensorType input = context.TypeOf(node.Input);
        bool positions = node.Operation is not (ReduceOperation.Maximum or ReduceOperation.Minimum);
        var result = new int[node.Type.Count];
        for (int o = 0; o < result.Length; o++)
        {
            var group = node.Groups.AsSpan().Slice(o * node.GroupSize, node.GroupSize);
            int fraction = int.MinValue;
            foreach (int i in group)
                fraction = Math.Max(fraction, input[i].Fraction);
            var level = new List<(int Value, int Position)>(group.Length);
            for (int k = 0; k < group.Length; k++)
                level.Add((context.Aligned(node.Input, group[k], fraction), b.Constant(positions ? k : 0)));
            while (level.Count > 1)
            {
                var next = new List<(int Value, int Position)>((level.Count + 1) / 2);
                for (int k = 0; k + 1 < level.Count; k += 2)
                {
                    (int bit, bool right) = Choice(node.Operation, level[k].Value, level[k + 1].Value, b);
                    (var whenTrue, var whenFalse) = right ? (level[k + 1], level[k]) : (level[k], level[k + 1]);
                    next.Add(
                        (b.Mux(bit, whenTrue.Value, whenFalse.Value), positions ? b.Mux(bit, whenTrue.Position, whenFalse.Position) : 0)
                    );
                }
                if (level.Count % 2 == 1)
                    next.Add(level[^1]);
                level = next;
            }
            result[o] = positions ? level[0].Position : level[0].Value;
        }
        return result;
    }

    /// <summary>A bit, and whether it chooses the right one of two neighbours; equal values keep the
    /// one that the rule for ties names.</summary>
    private static (int Bit, bool Right) Choice(ReduceOperation operation, int left, int right, CircuitBuilder b) =>
        operation switch
        {
            ReduceOperation.Maximum or ReduceOperation.ArgMaxFirst => (b.Less(left, right), true),
            ReduceOperation.ArgMaxLast => (b.Less(right, left), false),
            ReduceOperation.Minimum or ReduceOperation.ArgMinFirst => (b.Less(right, left), true),
            ReduceOperation.ArgMinLast => (b.Less(left, right), false),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
}
