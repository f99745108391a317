using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Kernels;

/// <summary>Greatest, least and their positions over groups, in 32-bit lanes, which hold the aligned operands.</summary>
internal sealed unsafe class Reduce32<S, V, W>(ReduceOperation operation, int groupSize, Row[] from, int[] shift, Row[] to) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    public override void Run(byte* tile)
    {
        for (int i = 0; i < to.Length; i++)
        {
            for (int v = 0; v < Rows<S, V, W>.Vectors; v++)
            {
                Rows<S, V, W>.Store(tile, to[i], v, Group(tile, i * groupSize, v));
            }
        }
    }

    private V Group(byte* tile, int first, int v)
    {
        V best = At(tile, first, v),
            position = S.Broadcast(0);
        for (int g = 1; g < groupSize; g++)
        {
            var x = At(tile, first + g, v);
            switch (operation)
            {
                case ReduceOperation.Maximum:
                    best = S.Max(best, x);
                    continue;
                case ReduceOperation.Minimum:
                    best = S.Min(best, x);
                    continue;
            }
            // The first of several comparison its place against an equal one, the last gives it up.
            V index = S.Broadcast(g),
                comparison = operation switch
                {
                    ReduceOperation.ArgMaxFirst => S.GreaterThan(x, best),
                    ReduceOperation.ArgMinFirst => S.GreaterThan(best, x),
                    ReduceOperation.ArgMaxLast => S.GreaterThan(best, x),
                    _ => S.GreaterThan(x, best),
                };
            bool takesFirst = operation is ReduceOperation.ArgMaxFirst or ReduceOperation.ArgMinFirst;
            best = takesFirst ? S.Select(comparison, x, best) : S.Select(comparison, best, x);
            position = takesFirst ? S.Select(comparison, index, position) : S.Select(comparison, position, index);
        }
        return operation is ReduceOperation.Maximum or ReduceOperation.Minimum ? best : position;
    }

    private V At(byte* tile, int member, int v) => S.ShiftLeft(Rows<S, V, W>.Load(tile, from[member], v), shift[member]);
}
