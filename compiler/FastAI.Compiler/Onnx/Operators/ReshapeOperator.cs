using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// The same elements under another shape. The batch dimension N is where the shape says it (0 that copies it, a computed multiple of N,
/// or -1);
/// a shape of numbers alone, as traced with one event, is read as that of one event with the batch in front.
/// </summary>
internal sealed class ReshapeOperator() : Operator("Reshape", OperatorAttribute.Integer("allowzero", 0).Since(14))
{
    public override string Remarks => "events stay apart";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var target = call.OptionalIntegers(1, "shape") ?? throw FastAIException.BadInput("its shape is missing");
        if (target.Layout.Rank != 1)
            throw FastAIException.BadInput("its shape is not a vector");
        bool zeroCopies = call.Opset < 14 || !call.Flag("allowzero");
        call.Return(call.Emit.Reshape(x, Target(x.Layout, target, zeroCopies)));
    }

    private static Layout Target(Layout from, IntegerConstant target, bool zeroCopies)
    {
        int rank = target.Values.Length;
        if (rank > Layout.MaxRank)
            throw FastAIException.Unsupported($"a tensor of {rank} dimensions is not supported; at most {Layout.MaxRank} are");
        var extents = new int[rank];
        int inferred = -1,
            batchAxis = -1;
        long product = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            long value = target.Values[axis],
                term = target.BatchTerm(axis);
            if (term != 0 && value != 0 || term < 0)
                throw FastAIException.Unsupported($"its dimension {axis} is neither a number nor a multiple of the batch size");
            bool isBatch = term != 0;
            if (term != 0)
                value = term;
            else if (value == 0 && zeroCopies)
            {
                if (axis >= from.Rank)
                    throw FastAIException.BadInput($"its dimension {axis} copies one that {from} does not have");
                (value, isBatch) = (from[axis], axis == from.BatchAxis);
            }
            if (isBatch)
            {
                if (batchAxis >= 0)
                    throw Layout.MixesEvents();
                batchAxis = axis;
            }
            if (value == -1)
            {
                if (inferred >= 0)
                    throw FastAIException.BadInput("its shape infers (-1) two dimensions");
                inferred = axis;
                continue;
            }
            if (value is < 0 or > Shape.MaxElements)
                throw FastAIException.BadInput($"its dimension {axis} is {value}");
            extents[axis] = (int)value;
            product = Math.Min(product * value, long.MaxValue >> 32);
        }
        if (inferred >= 0)
        {
            if (product == 0 || from.Count % product != 0)
                throw FastAIException.BadInput($"{from} cannot take the shape {Text(target)}");
            extents[inferred] = (int)(from.Count / product);
        }
        if (from.HasBatch && batchAxis < 0)
            batchAxis =
                inferred >= 0 ? inferred
                : rank > 0 && extents[0] == 1 ? 0
                : throw FixesBatch(from, target);
        return from.Reshaped([.. extents], batchAxis);
    }

    private static FastAIException FixesBatch(Layout from, IntegerConstant target) =>
        FastAIException.Unsupported(
            $"it gives {from} the fixed shape {Text(target)}, which holds for one batch size only; use -1 or 0 for the batch dimension"
        );

    private static string Text(IntegerConstant target) =>
        "["
        + string.Join(", ", target.Values.Select((value, i) => target.BatchTerm(i) == 0 ? $"{value}" : $"{target.BatchTerm(i)} N"))
        + "]";
}
