using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Operations of several tensors, index maps and reductions; all of them exact.</summary>
internal static class ElementwiseConversion
{
    public static Converted Convert(ConversionContext conversion, GraphBinary node)
    {
        Converted a = conversion[node.Left],
            b = conversion[node.Right];
        TensorType left = conversion.TypeOf(a),
            right = conversion.TypeOf(b);
        int result = conversion.Builder.Binary(ConversionContext.Step(node, "exact"), node.Operation, a.Node, b.Node);
        var error = new double[node.Shape.Count];
        for (int i = 0; i < error.Length; i++)
        {
            double ea = a.Error[i],
                eb = b.Error[i];
            error[i] = node.Operation switch
            {
                BinaryOperation.Add or BinaryOperation.Subtract => ea + eb,
                BinaryOperation.Multiply => ProductError(
                    (left[i], ea, conversion.Real[node.Left]),
                    (right[i], eb, conversion.Real[node.Right])
                ),
                BinaryOperation.Maximum or BinaryOperation.Minimum => Math.Max(ea, eb),
                _ => ea + eb == 0 ? 0 : 1,
            };
        }
        return new(result, error, conversion.Conditions(a, b));
    }

    public static Converted Convert(ConversionContext conversion, GraphSelect node)
    {
        Converted condition = conversion[node.Condition],
            a = conversion[node.WhenTrue],
            b = conversion[node.WhenFalse];
        TensorType whenTrue = conversion.TypeOf(a),
            whenFalse = conversion.TypeOf(b);
        int result = conversion.Builder.Select(ConversionContext.Step(node, "exact"), condition.Node, a.Node, b.Node);
        var error = new double[node.Shape.Count];
        for (int i = 0; i < error.Length; i++)
        {
            error[i] = Math.Max(a.Error[i], b.Error[i]);
            // Where the condition may differ, the other branch may have been taken.
            if (condition.Error[i] != 0)
                error[i] += ConversionContext.Magnitude(whenTrue[i]) + ConversionContext.Magnitude(whenFalse[i]);
        }
        return new(result, error, conversion.Conditions(condition, a, b));
    }

    public static Converted Convert(ConversionContext conversion, GraphReduce node)
    {
        var x = conversion[node.Input];
        int result = conversion.Builder.Reduce(
            ConversionContext.Step(node, "exact"),
            node.Operation,
            x.Node,
            node.Shape,
            node.GroupSize,
            node.Groups
        );
        var error = new double[node.Shape.Count];
        bool position = node.Operation is not (ReduceOperation.Maximum or ReduceOperation.Minimum);
        for (int o = 0; o < error.Length; o++)
        {
            double worst = 0;
            foreach (int i in node.Groups.AsSpan().Slice(o * node.GroupSize, node.GroupSize))
                worst = Math.Max(worst, x.Error[i]);
            error[o] =
                !position ? worst
                : worst == 0 ? 0
                : node.GroupSize - 1;
        }
        return new(result, error, x.Conditions);
    }

    public static Converted Convert(ConversionContext conversion, GraphGather node)
    {
        var operands = node.Inputs.Select(i => conversion[i]).ToArray();
        int result = conversion.Builder.Gather(
            ConversionContext.Step(node, "exact"),
            [.. operands.Select(o => o.Node)],
            node.Shape,
            node.Map
        );
        double[] all = operands.Length == 1 ? operands[0].Error : [.. operands.SelectMany(o => o.Error)];
        return new(result, [.. node.Map.Select(i => all[i])], conversion.Conditions(operands))
        {
            Missing = MissingValues.Moved([.. operands.Select(o => (o, o.Error.Length))], node.Map),
        };
    }

    // |a' b' - a b| <= |a'| e_b + |b| e_a and likewise with the two exchanged, where |b| is at most |b'| + e_b and what its range says.
    private static double ProductError(
        (ElementType Type, double Error, RealRange Real) a,
        (ElementType Type, double Error, RealRange Real) b
    )
    {
        double fixedA = ConversionContext.Magnitude(a.Type),
            fixedB = ConversionContext.Magnitude(b.Type);
        double realA = Math.Min(fixedA + a.Error, a.Real.Magnitude),
            realB = Math.Min(fixedB + b.Error, b.Real.Magnitude);
        return Math.Min(Product(fixedA, b.Error) + Product(realB, a.Error), Product(fixedB, a.Error) + Product(realA, b.Error));
    }

    // An unbounded error times zero is zero.
    private static double Product(double a, double b) => a == 0 || b == 0 ? 0 : a * b;
}
