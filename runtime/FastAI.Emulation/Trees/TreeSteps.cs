using System.Runtime.Intrinsics;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Trees;

/// <summary>Chooses how decision trees are computed: on bit planes, else all nodes in 32-bit lanes, else walked event by event.</summary>
internal sealed class TreeSteps<S, V, W>(TreeEnsemble ensemble, TensorType input)
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    /// <param name="from">Rows of the operand.</param>
    /// <param name="to">Rows of the result.</param>
    public Stage Emit(Row[] from, Row[] to)
    {
        bool narrow = Array.TrueForAll(from, r => r.Kind != RowKind.Int64) && Array.TrueForAll(to, r => r.Kind != RowKind.Int64);
        if (narrow && OnPlanes(from, to) is { } planes)
            return planes;
        return narrow && TreeSelect32<S, V, W>.Serves(ensemble)
            ? new TreeSelect32<S, V, W>(ensemble, from, to)
            : new TreeWalk(ensemble, from, to, S.Events);
    }

    private WideStep? OnPlanes(Row[] from, Row[] to)
    {
        if (typeof(S) != typeof(Simd512) && typeof(S) != typeof(Simd256) && typeof(S) != typeof(Simd128))
            return null;
        if (BitForestBuilder.Create(ensemble, input, BitForest.MaxPlanes(S.Lanes), HasRanks) is not { } forest)
            return null;
        return forest.FeatureParts switch
        {
            1 => OnPlanes<OnePart>(forest, from, to),
            2 => OnPlanes<TwoParts>(forest, from, to),
            3 => OnPlanes<ThreeParts>(forest, from, to),
            _ => OnPlanes<FourParts>(forest, from, to),
        };
    }

    private static bool HasRanks => typeof(S) == typeof(Simd512) && Bits512.HasLookup64;

    private static WideStep OnPlanes<P>(BitForest forest, Row[] from, Row[] to)
        where P : struct, IParts
    {
        if (typeof(S) == typeof(Simd512))
            return new BitForestStep<Simd512, Bits512, P, Vector512<int>, Vector512<long>>(forest, from, to);
        if (typeof(S) == typeof(Simd256))
            return new BitForestStep<Simd256, Bits256, P, Vector256<int>, Vector256<long>>(forest, from, to);
        return new BitForestStep<Simd128, Bits128, P, Vector128<int>, Vector128<long>>(forest, from, to);
    }
}
