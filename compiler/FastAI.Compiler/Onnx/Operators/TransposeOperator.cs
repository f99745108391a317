using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class TransposeOperator() : Operator("Transpose", OperatorAttribute.Integers("perm"))
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        int rank = x.Layout.Rank;
        long[] given = call.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        if (given.Length != rank || given.Any(axis => axis < 0 || axis >= rank) || given.Distinct().Count() != rank)
            throw FastAIException.BadInput($"[{string.Join(", ", given)}] does not permute the {rank} dimensions of {x.Layout}");
        call.Return(Permuted(call.Emit, x, [.. given.Select(axis => (int)axis)]));
    }

    internal static Tensor Permuted(Emitter emit, Tensor x, int[] permutation, string part = "")
    {
        int[] strides = x.Layout.Strides();
        var layout = x.Layout.Transposed(permutation);
        int[] map = IndexMaps.Outer(IndexMaps.Identity(layout), permutation.Select(axis => strides[axis]).ToArray());
        return emit.Map(x, layout, map, part);
    }
}
