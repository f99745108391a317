using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Interval arithmetic on the float graph, one interval a tensor. It bounds what rounding can do where the analysis of errors alone cannot:
/// the reciprocal of a sum that stays above 1 has a bound, whatever the error of the sum.
/// </summary>
internal static class RealRanges
{
    /// <param name="conversion">Has the ranges of the operands.</param>
    /// <param name="node">Any node but an input, whose range is that of its format.</param>
    public static RealRange Of(ConversionContext conversion, GraphNode node) =>
        node switch
        {
            GraphConstant { Values.IsEmpty: false } constant => new(constant.Values.Min(), constant.Values.Max()),
            GraphLinear linear => Linear(linear, conversion.Real[linear.Input]),
            GraphBinary { Operation: BinaryOperation.Multiply } square when square.Left == square.Right => Square(
                conversion.Real[square.Left]
            ),
            GraphBinary binary => Binary(binary.Operation, conversion.Real[binary.Left], conversion.Real[binary.Right]),
            GraphImpute impute => conversion.Real[impute.Input].Union(new(impute.Values.Min(), impute.Values.Max())),
            GraphIsMissing => new(0, 1),
            GraphSelect select => conversion.Real[select.WhenTrue].Union(conversion.Real[select.WhenFalse]),
            GraphReduce { Operation: ReduceOperation.Maximum or ReduceOperation.Minimum } reduce => conversion.Real[reduce.Input],
            GraphReduce reduce => new(0, reduce.GroupSize - 1),
            GraphGather gather => gather.Inputs.Select(i => conversion.Real[i]).Aggregate((a, b) => a.Union(b)),
            GraphPiecewise piecewise => Piecewise(piecewise, conversion.Real[piecewise.Input]),
            GraphFunction function => FunctionBounds.Range(function, conversion.Real[function.Input]),
            _ => RealRange.Everything,
        };

    private static RealRange Linear(GraphLinear node, RealRange x)
    {
        RealRange? all = null;
        foreach (LinearBlock block in node.Blocks)
        {
            RealRange read = block.InputMap.AsSpan().Contains(-1) ? x.Union(new(0, 0)) : x;
            for (int m = 0; m < block.Columns; m++)
            {
                var sum = new RealRange(block.Bias[m], block.Bias[m]);
                double low = Math.Abs(block.Bias[m]),
                    high = low;
                for (int k = 0; k < block.Rows; k++)
                {
                    RealRange term = block.Weights[k * block.Columns + m] * read;
                    (sum, low, high) = (sum + term, low + Math.Abs(term.Low), high + Math.Abs(term.High));
                }
                sum = sum.Widened(low, high);
                all = all?.Union(sum) ?? sum;
            }
        }
        return all ?? RealRange.Everything;
    }

    private static RealRange Binary(BinaryOperation operation, RealRange a, RealRange b) =>
        operation switch
        {
            BinaryOperation.Add => (a + b).Widened(Math.Abs(a.Low) + Math.Abs(b.Low), Math.Abs(a.High) + Math.Abs(b.High)),
            BinaryOperation.Subtract => Binary(BinaryOperation.Add, a, -b),
            BinaryOperation.Multiply => (a * b).Widened(),
            BinaryOperation.Maximum => new(Math.Max(a.Low, b.Low), Math.Max(a.High, b.High)),
            BinaryOperation.Minimum => new(Math.Min(a.Low, b.Low), Math.Min(a.High, b.High)),
            _ => new(0, 1),
        };

    private static RealRange Square(RealRange x) => (Absolute(x) * Absolute(x)).Widened();

    private static RealRange Absolute(RealRange x) =>
        new(
            x.Low >= 0 ? x.Low
                : x.High <= 0 ? -x.High
                : 0,
            x.Magnitude
        );

    private static RealRange Piecewise(GraphPiecewise node, RealRange x)
    {
        switch (node.Kind)
        {
            case PiecewiseKind.Negate:
                return -x;
            case PiecewiseKind.Absolute:
                return Absolute(x);
            case PiecewiseKind.Relu:
                return x.Clamp(0, double.PositiveInfinity);
            case PiecewiseKind.Clip:
                return x.Clamp(node.Low, node.High);
            case PiecewiseKind.LeakyRelu:
                RealRange below = new(Math.Min(x.Low, 0), Math.Min(x.High, 0)),
                    scaled = x.Clamp(0, double.PositiveInfinity);
                foreach (double slope in node.Slope!.Stored)
                    scaled = scaled.Union(slope * below);
                return scaled.Widened();
            case PiecewiseKind.Floor or PiecewiseKind.Ceiling or PiecewiseKind.Round:
                return new RealRange(Math.Floor(x.Low), Math.Ceiling(x.High)).Clamp(node.Low, node.High);
            default:
                return RealRange.Everything;
        }
    }
}
