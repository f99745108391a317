using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Sums of products over labelled axes. Operands are combined from the left, two at a time: axes of both that a later one or the result
/// needs make a stack of matrices, the other common ones are summed as the inner axis of their
/// product, and what is left are rows and columns.
/// </summary>
internal sealed class EinsumOperator() : Operator("Einsum", OperatorAttribute.Text("equation"))
{
    public override string Remarks => "a constant operand makes it linear";

    public override void Import(OperatorCall call)
    {
        Tensor[] inputs = [.. Enumerable.Range(0, call.InputCount).Select(call.Input)];
        if (inputs.Length == 0)
            throw FastAIException.BadInput("it has no inputs");
        EinsumEquation equation = EinsumEquation.Parse(call.Text("equation"), [.. inputs.Select(x => x.Layout)]);
        Emitter emit = call.Emit;
        EinsumOperand[] operands = [.. inputs.Select((x, i) => EinsumOperand.Of(emit, x, equation.Operands[i], $"diagonal{i}"))];
        EinsumOperand result = operands[0];
        for (int i = 1; i < operands.Length; i++)
        {
            HashSet<int> keep = [.. equation.Result, .. operands[(i + 1)..].SelectMany(o => o.Labels)];
            result = Contract(call, result, operands[i], keep, i == operands.Length - 1 ? "product" : $"product{i}");
        }
        result = result.Summed(emit, equation.Result.ToHashSet(), "sum");
        int[] permutation = [.. equation.Result.Select(label => Array.IndexOf(result.Labels, label))];
        call.Return(TransposeOperator.Permuted(emit, result.Tensor, permutation));
    }

    private static EinsumOperand Contract(OperatorCall call, EinsumOperand left, EinsumOperand right, HashSet<int> keep, string part)
    {
        Emitter emit = call.Emit;
        left = left.Summed(emit, [.. keep, .. right.Labels], part + "/left/sum");
        right = right.Summed(emit, [.. keep, .. left.Labels], part + "/right/sum");
        int[] all = [.. left.Labels.Union(right.Labels)],
            common = [.. left.Labels.Intersect(right.Labels)];
        foreach (int label in common)
        {
            int extent = Math.Max(left.ExtentOf(label), right.ExtentOf(label));
            if (
                left.ExtentOf(label) != extent && left.ExtentOf(label) != 1
                || right.ExtentOf(label) != extent && right.ExtentOf(label) != 1
            )
                throw FastAIException.BadInput(
                    $"an axis has {left.ExtentOf(label)} elements in one operand and {right.ExtentOf(label)} in the other"
                );
        }
        int[] stack = [.. all.Where(l => left.HoldsBatch(l) || right.HoldsBatch(l) || common.Contains(l) && keep.Contains(l))];
        int[] inner = [.. common.Except(stack)];
        int[] rows = [.. left.Labels.Except(common).Except(stack)],
            columns = [.. right.Labels.Except(common).Except(stack)];
        foreach (int label in inner)
        {
            int extent = Math.Max(left.ExtentOf(label), right.ExtentOf(label));
            (left, right) = (
                left.Repeated(emit, label, extent, part + "/left/repeated"),
                right.Repeated(emit, label, extent, part + "/right/repeated")
            );
        }
        Tensor a = Matrices(emit, left, stack, rows, inner, part + "/left"),
            b = Matrices(emit, right, stack, inner, columns, part + "/right");
        Tensor product =
            inner.Length == 0 ? Outer(emit, a, b, part)
            : b is Constant matrix ? MatrixProduct.ByConstant(emit, call.Graph, a, matrix, 1, null, part)
            : a is Constant first ? MatrixProduct.OfConstant(emit, call.Graph, first, b, 1, part)
            : MatrixProduct.OfVariables(emit, call.Graph, a, b, 1, part);
        int[] labels = [.. stack, .. rows, .. columns];
        Layout layout = product.Layout;
        int[] extents = [.. layout.Extents[..stack.Length], .. rows.Select(left.ExtentOf), .. columns.Select(right.ExtentOf)];
        return new(emit.Reshape(product, layout.Reshaped([.. extents], layout.BatchAxis), part + "/shaped"), labels);
    }

    // A stack of matrices: the labels of a group lie in one axis.
    private static Tensor Matrices(Emitter emit, EinsumOperand x, int[] stack, int[] rows, int[] columns, string part)
    {
        Tensor ordered = x.Ordered(emit, [.. stack, .. rows, .. columns], part + "/transposed").Tensor;
        Layout layout = ordered.Layout;
        int end = stack.Length + rows.Length;
        int[] extents = [.. layout.Extents[..stack.Length], layout.Product(stack.Length, end), layout.Product(end, layout.Rank)];
        return emit.Reshape(ordered, layout.Reshaped([.. extents], layout.BatchAxis), part);
    }

    // [.., I, 1] and [.., 1, J]: nothing is summed.
    private static Tensor Outer(Emitter emit, Tensor a, Tensor b, string part) =>
        (a, b) switch
        {
            (_, Constant scale) => emit.Affine(a, scale, null, part),
            (Constant scale, _) => emit.Affine(b, scale, null, part),
            _ => emit.Binary(BinaryOperation.Multiply, a, b, part),
        };
}
