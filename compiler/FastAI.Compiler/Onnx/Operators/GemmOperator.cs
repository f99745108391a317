using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class GemmOperator()
    : Operator(
        "Gemm",
        OperatorAttribute.Real("alpha", 1.0),
        OperatorAttribute.Real("beta", 1.0),
        OperatorAttribute.Integer("transA", 0),
        OperatorAttribute.Integer("transB", 0)
    )
{
    public override void Import(OperatorCall call)
    {
        var a = Matrix(call, 0, "transA", "a");
        var b = Matrix(call, 1, "transB", "b");
        double alpha = call.Real("alpha"),
            beta = call.Real("beta");
        var c = beta == 0 ? null : call.Optional(2);
        // A constant of one row goes into the bias; anything else is added afterwards.
        var bias = c is Constant constant && b is Constant && IsRow(constant.Layout, b.Layout[1]) ? Scaled(constant, beta) : null;
        string part = c is null || bias is not null ? "" : "product";
        var product =
            b is Constant matrix ? MatrixProduct.ByConstant(call.Emit, call.Graph, a, matrix, alpha, bias, part)
            : a is Constant first ? MatrixProduct.OfConstant(call.Emit, call.Graph, first, b, alpha, part)
            : MatrixProduct.OfVariables(call.Emit, call.Graph, a, b, alpha, part);
        if (part.Length > 0)
        {
            product = c is Constant added
                ? call.Emit.Affine(product, null, Scaled(added, beta))
                : call.Emit.Binary(BinaryOperation.Add, product, beta == 1 ? c! : call.Emit.Scale(c!, beta, 0, "c"));
        }
        call.Return(product);
    }

    private static Tensor Matrix(OperatorCall call, int input, string transposed, string part)
    {
        var matrix = call.Input(input);
        if (matrix.Layout.Rank != 2)
            throw FastAIException.BadInput($"its input {input} is {matrix.Layout} instead of a matrix");
        return call.Flag(transposed) ? TransposeOperator.Permuted(call.Emit, matrix, [1, 0], part) : matrix;
    }

    private static bool IsRow(Layout layout, int columns) =>
        layout.Rank <= 2 && (layout.Count == 1 || layout.Count == columns && layout[^1] == columns);

    private static Constant Scaled(Constant constant, double factor) =>
        factor == 1
            ? constant
            : new RealConstant(
                constant.Layout,
                [.. constant.Numbers().Select(value => factor * value)],
                (constant as RealConstant)?.Source
            );
}
