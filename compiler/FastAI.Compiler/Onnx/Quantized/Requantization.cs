using FastAI.Compiler.Onnx.Operators;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>
/// From an exact integer accumulator to the integers of a result: acc * (left step * right step / result step) to the nearest integer,
/// ties to even, then the zero point and the ends of the type. The factor is the binary32 number that ONNX Runtime computes.
/// </summary>
internal static class Requantization
{
    /// <summary>The factor of each element of an accumulator.</summary>
    /// <param name="acc">Layout of the accumulator.</param>
    /// <param name="left">Steps of the left operand.</param>
    /// <param name="leftAxis">The accumulator's axis that they differ along where there are several.</param>
    /// <param name="right">Steps of the right operand.</param>
    /// <param name="rightAxis">The accumulator's axis that they differ along where there are several.</param>
    /// <param name="result">Step of the result; 1 where the result is a real number.</param>
    public static RealConstant Factors(Layout acc, Constant left, int leftAxis, Constant right, int rightAxis, double result)
    {
        var l = Operand.Along(acc, leftAxis, left.Layout, [.. left.Numbers()], "scales");
        var r = Operand.Along(acc, rightAxis, right.Layout, [.. right.Numbers()], "scales");
        var layout = Layout.Broadcast(l.Layout, r.Layout);
        int[] leftMap = IndexMaps.Broadcast(l.Layout, layout),
            rightMap = IndexMaps.Broadcast(r.Layout, layout);
        var factors = new double[layout.Count];
        for (int i = 0; i < factors.Length; i++)
        {
            float product = (float)l.Values[leftMap[i]] * (float)r.Values[rightMap[i]];
            factors[i] = product / (float)result;
            if (!double.IsFinite(factors[i]))
                throw FastAIException.BadInput(
                    $"its scales {l.Values[leftMap[i]]}, {r.Values[rightMap[i]]} and {result} give no finite factor"
                );
        }
        return new RealConstant(layout, [.. factors], null);
    }

    /// <summary>The step of a result: one number.</summary>
    public static double Step(OperatorCall call, Operand result)
    {
        var steps = result.Steps(call).Numbers();
        return steps.Length == 1
            ? steps[0]
            : throw FastAIException.Unsupported(
                $"its result has {steps.Length} scales; quantise the result with one scale (weights may have one a channel)"
            );
    }

    /// <summary>Rounds scaled numbers to the integers of the result.</summary>
    /// <param name="call">The node.</param>
    /// <param name="emit">Names what is made.</param>
    /// <param name="scaled">Numbers in units of the result's step.</param>
    /// <param name="result">Where the result's zero point stands.</param>
    public static Tensor Rounded(OperatorCall call, Emitter emit, Tensor scaled, Operand result)
    {
        var zero = call.OptionalIntegers(result.Zero, "zero point of the result");
        if (zero is not { Stored: { Bits: <= 16 } type })
            throw FastAIException.Unsupported(
                "the integer type of its result is not known; store the zero point of the result as an initializer of int8, uint8, int16 or uint16"
            );
        long[] zeros = [.. zero.Known()];
        if (zeros.Length != 1)
            throw FastAIException.Unsupported($"its result has {zeros.Length} zero points; quantise the result with one");
        return QuantizeLinearOperator.Rounded(emit, scaled, new StepSize([1], zeros, new Layout([])), type);
    }
}
