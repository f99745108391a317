using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Whether the float model can make an infinity, or NaN of numbers, on the way to a tensor. Inputs are finite (event files with others are
/// refused, but for NaN where the precision file says 'missing'), and sums and products of what fixed point holds are.
/// </summary>
internal static class Finiteness
{
    /// <exception cref="FastAIException">Some function before the tensor has a pole, an edge of its domain, or grows beyond binary32.</exception>
    public static void Require(OperatorCall call, VariableTensor x)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>([x.Node]);
        while (open.TryPop(out int node))
        {
            if (!seen.Add(node))
                continue;
            if (call.Graph[node] is GraphFunction function && !IsFinite(function))
                throw FastAIException.Unsupported(
                    $"its operand follows {function.Origin}, which makes infinities or NaN of some numbers, and firmware has finite numbers alone; bound the argument there (Clip) and leave the test out"
                );
            foreach (int operand in call.Graph[node].Operands)
                open.Push(operand);
        }
    }

    // Softmax takes the greatest argument off first: its exponentials lie in (0, 1] and its sum is at least 1.
    private static bool IsFinite(GraphFunction function) =>
        function.Origin.Operator is "Softmax" or "LogSoftmax"
        || function.Kind
            is FunctionKind.Sigmoid
                or FunctionKind.HardSigmoid
                or FunctionKind.Tanh
                or FunctionKind.Elu
                or FunctionKind.Selu
                or FunctionKind.Celu
                or FunctionKind.Softplus
                or FunctionKind.Softsign
                or FunctionKind.Erf
                or FunctionKind.Gelu
                or FunctionKind.GeluTanh
                or FunctionKind.HardSwish
                or FunctionKind.Mish
                or FunctionKind.Sin
                or FunctionKind.Cos
                or FunctionKind.Tan
                or FunctionKind.Atan
                or FunctionKind.Asinh;
}
