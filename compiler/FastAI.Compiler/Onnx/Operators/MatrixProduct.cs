using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Products of (stacks of) matrices: a linear map when one of them is constant. Operands have at least two axes.</summary>
internal static class MatrixProduct
{
    /// <summary>x [.., I, K] times a constant [.., K, J], times <paramref name="factor"/>, plus one number for each column.</summary>
    public static Tensor ByConstant(
        Emitter emit,
        FloatGraphBuilder graph,
        Tensor x,
        Constant matrix,
        double factor,
        Constant? bias,
        string part
    )
    {
        var (rows, columns) = Extents(x.Layout, matrix.Layout);
        x.Layout.RequireNoBatch(x.Layout.Rank - 1, "sums");
        var result = ResultLayout(x.Layout, matrix.Layout);
        var (starts, matrices) = Positions(x.Layout.WithExtent(x.Layout.Rank - 1, 1), matrix.Layout, result.WithExtent(result.Rank - 1, 1));
        graph.Reserve((long)starts.Length * (rows + columns));
        return emit.Linear(x, result, Blocks(matrix, matrices, (int[] positions, int first) =>
            {
                var inputs = new int[positions.Length * rows];
                var outputs = new int[positions.Length * columns];
                for (int p = 0; p < positions.Length; p++)
                {
                    for (int k = 0; k < rows; k++)
                        inputs[p * rows + k] = starts[positions[p]] * rows + k;
                    for (int m = 0; m < columns; m++)
                        outputs[p * columns + m] = positions[p] * columns + m;
                }
                return Block(rows, columns, inputs, outputs, matrix, Range(first, rows * columns), factor, bias);
            }), part);
    }

    /// <summary>A constant [.., I, K] times x [.., K, J].</summary>
    public static Tensor OfConstant(Emitter emit, FloatGraphBuilder graph, Constant matrix, Tensor x, double factor, string part)
    {
        var (rows, columns) = Extents(matrix.Layout, x.Layout);
        x.Layout.RequireNoBatch(x.Layout.Rank - 2, "sums");
        int height = matrix.Layout[^2];
        var result = ResultLayout(matrix.Layout, x.Layout);
        // One position for each column of each matrix of the result.
        var (starts, matrices) = Positions(x.Layout.WithExtent(x.Layout.Rank - 2, 1), matrix.Layout, result.WithExtent(result.Rank - 2, 1));
        graph.Reserve((long)starts.Length * (rows + height));
        return emit.Linear(x, result, Blocks(matrix, matrices, (int[] positions, int first) =>
            {
                var inputs = new int[positions.Length * rows];
                var outputs = new int[positions.Length * height];
                for (int p = 0; p < positions.Length; p++)
                {
                    var (stack, column) = Math.DivRem(positions[p], columns);
                    var (fromStack, fromColumn) = Math.DivRem(starts[positions[p]], columns);
                    for (int k = 0; k < rows; k++)
                        inputs[p * rows + k] = (fromStack * rows + k) * columns + fromColumn;
                    for (int m = 0; m < height; m++)
                        outputs[p * height + m] = (stack * height + m) * columns + column;
                }
                var transposed = new int[rows * height];
                for (int k = 0; k < rows; k++)
                for (int m = 0; m < height; m++)
                    transposed[k * height + m] = first + m * rows + k;
                return Block(rows, height, inputs, outputs, matrix, transposed, factor, null);
            }), part);
    }

    /// <summary>The product of two variables: all products of elements, then sums.</summary>
    public static Tensor OfVariables(Emitter emit, FloatGraphBuilder graph, Tensor left, Tensor right, double factor, string part)
    {
        var (rows, columns) = Extents(left.Layout, right.Layout);
        string prefix = part.Length == 0 ? "" : part + "/";
        int[] order = [.. Enumerable.Range(0, right.Layout.Rank - 2), right.Layout.Rank - 1, right.Layout.Rank - 2];
        var turned = TransposeOperator.Permuted(emit, right, order, prefix + "transposed");
        // [.., I, 1, K] and [.., 1, J, K].
        var l = left with { Layout = left.Layout.Inserted(left.Layout.Rank - 1) };
        var r = turned with { Layout = turned.Layout.Inserted(turned.Layout.Rank - 2) };
        var all = Layout.Broadcast(l.Layout, r.Layout);
        graph.Reserve(4L * all.Count);
        all.RequireNoBatch(all.Rank - 1, "sums");
        var products = emit.Binary(
            BinaryOperation.Multiply,
            emit.Reshape(left, l.Layout, prefix + "left"),
            emit.Reshape(turned, r.Layout, prefix + "right"),
            prefix + "products"
        );
        return emit.Sum(products, all.Removed(all.Rank - 1), rows, IndexMaps.Range(all.Count), factor, 0, part);
    }

    private static (int Rows, int Columns) Extents(Layout left, Layout right) =>
        left[^1] == right[^2] && left.Count > 0 && right.Count > 0
            ? (left[^1], right[^1])
            : throw FastAIException.BadInput($"matrices {left} and {right} cannot be multiplied");

    private static Layout ResultLayout(Layout left, Layout right) =>
        Layout.Broadcast(left.WithExtent(left.Rank - 1, 1), right.WithExtent(right.Rank - 2, 1));

    // For each position of the result (one row or column): where it starts in x, in units of its vectors, and which constant matrix
    // applies.
    private static (int[] Starts, int[] Matrices) Positions(Layout vectors, Layout matrix, Layout positions)
    {
        var stack = matrix.WithExtents([.. matrix.Extents[..^2], 1, 1]);
        return (IndexMaps.Broadcast(vectors, positions), IndexMaps.Broadcast(stack, positions));
    }

    private static ImmutableArray<LinearBlock> Blocks(Constant matrix, int[] matrices, Func<int[], int, LinearBlock> make)
    {
        int size = matrix.Layout[^1] * matrix.Layout[^2];
        return
        [
            .. matrices
                .Select((index, position) => (index, position))
                .GroupBy(pair => pair.index, pair => pair.position)
                .Select(group => make([.. group], group.Key * size)),
        ];
    }

    private static LinearBlock Block(
        int rows,
        int columns,
        int[] inputs,
        int[] outputs,
        Constant matrix,
        int[] positions,
        double factor,
        Constant? bias
    )
    {
        var numbers = matrix.Numbers();
        var weights = new double[positions.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = factor * numbers[positions[i]];
        var biases = new double[columns];
        if (bias is null)
            return new(
                rows,
                columns,
                [.. inputs],
                [.. outputs],
                [.. weights],
                [.. biases],
                (matrix as RealConstant)?.SourceAt(positions),
                null
            );
        int[] biasMap = bias.Layout.Count == 1 ? new int[columns] : IndexMaps.Range(columns);
        var shifts = bias.Numbers();
        for (int m = 0; m < columns; m++)
            biases[m] = shifts[biasMap[m]];
        return new(
            rows,
            columns,
            [.. inputs],
            [.. outputs],
            [.. weights],
            [.. biases],
            (matrix as RealConstant)?.SourceAt(positions),
            (bias as RealConstant)?.SourceAt(biasMap)
        );
    }

    private static int[] Range(int start, int count)
    {
        var range = new int[count];
        for (int i = 0; i < count; i++)
            range[i] = start + i;
        return range;
    }
}
