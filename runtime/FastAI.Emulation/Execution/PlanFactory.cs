using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Execution;

/// <summary>Builds a plan for a chosen instruction set.</summary>
internal static class PlanFactory
{
    /// <summary>The widest vectors that this machine has.</summary>
    public static InstructionSet Best =>
        IsSupported(InstructionSet.Vector512) ? InstructionSet.Vector512
        : IsSupported(InstructionSet.Vector256) ? InstructionSet.Vector256
        : IsSupported(InstructionSet.Vector128) ? InstructionSet.Vector128
        : InstructionSet.Scalar;

    public static bool IsSupported(InstructionSet set) =>
        set switch
        {
            InstructionSet.Vector512 => Simd512.IsSupported,
            InstructionSet.Vector256 => Simd256.IsSupported,
            InstructionSet.Vector128 => Simd128.IsSupported,
            _ => true,
        };

    /// <exception cref="FastAIException">The machine does not have the instruction set.</exception>
    public static Plan Build(FixedGraph graph, InstructionSet set, bool keepAll)
    {
        if (!IsSupported(set))
            throw FastAIException.Unsupported($"this machine has no {set}: choose a narrower instruction set or leave the choice open");
        return set switch
        {
            InstructionSet.Vector512 => Tiles<Simd512, Vector512<int>, Vector512<long>>(graph, keepAll),
            InstructionSet.Vector256 => Tiles<Simd256, Vector256<int>, Vector256<long>>(graph, keepAll),
            InstructionSet.Vector128 => Tiles<Simd128, Vector128<int>, Vector128<long>>(graph, keepAll),
            _ => Tiles<SimdScalar, TwoLanes, long>(graph, keepAll),
        };
    }

    /// <summary>A plan for one event at a time.</summary>
    public static Plan BuildSingle(FixedGraph graph, InstructionSet set) =>
        new PlanBuilder<SimdSingle, int, long>(
            graph,
            keepAll: false,
            set switch
            {
                InstructionSet.Vector512 => new LaneIsOutput<Simd512, Vector512<int>, Vector512<long>>(),
                InstructionSet.Vector256 => new LaneIsOutput<Simd256, Vector256<int>, Vector256<long>>(),
                InstructionSet.Vector128 => new LaneIsOutput<Simd128, Vector128<int>, Vector128<long>>(),
                _ => new LaneIsOutput<SimdScalar, TwoLanes, long>(),
            }
        ).Build();

    /// <summary>A plan for any number of events that keeps tensors event-major, where the machine and the graph allow one.</summary>
    public static EventPlan? TryBuildEventMajor(FixedGraph graph, InstructionSet set) =>
        !AvxVnni.IsSupported || !IsSupported(set)
            ? null
            : set switch
            {
                InstructionSet.Vector512 => EventPlanBuilder<Simd512, Vector512<int>, Vector512<long>>.TryBuild(graph),
                InstructionSet.Vector256 => EventPlanBuilder<Simd256, Vector256<int>, Vector256<long>>.TryBuild(graph),
                _ => null,
            };

    private static Plan Tiles<S, V, W>(FixedGraph graph, bool keepAll)
        where S : struct, ISimd<V, W>
        where V : struct
        where W : struct => new PlanBuilder<S, V, W>(graph, keepAll, new LaneIsEvent<S, V, W>()).Build();
}
