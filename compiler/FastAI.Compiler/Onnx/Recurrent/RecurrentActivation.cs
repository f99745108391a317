using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>An activation function of a recurrent layer with its parameters, after the clip that ONNX applies to its argument.</summary>
/// <param name="Name">Its name in ONNX, in lower case.</param>
/// <param name="Alpha">First parameter, where it has one.</param>
/// <param name="Beta">Second parameter, where it has one.</param>
/// <param name="Clip">The argument is limited to [-Clip, Clip]; infinite for no limit.</param>
internal sealed record RecurrentActivation(string Name, double Alpha, double Beta, double Clip)
{
    private enum Parameters
    {
        None,
        Alpha,
        AlphaAndBeta,
    }

    /// <summary>Appends the function's nodes; the result is the tensor <paramref name="part"/>.</summary>
    public VariableTensor Apply(Emitter emit, VariableTensor x, string part)
    {
        if (double.IsFinite(Clip))
            x = emit.Clip(x, -Clip, Clip, part + "/clipped");
        return Name switch
        {
            "affine" => emit.Scale(x, Alpha, Beta, part),
            "relu" => emit.Piecewise(PiecewiseKind.Relu, x, part),
            "leakyrelu" => emit.LeakyRelu(x, PerElement<double>.Uniform(Alpha, x.Layout.Count), part),
            "thresholdedrelu" => Thresholded(emit, x, part),
            "tanh" => emit.Function(FunctionKind.Tanh, x, part: part),
            "scaledtanh" => emit.Scale(
                emit.Function(FunctionKind.Tanh, emit.Scale(x, Beta, 0, part + "/scaled"), part: part + "/tanh"),
                Alpha,
                0,
                part
            ),
            "sigmoid" => emit.Function(FunctionKind.Sigmoid, x, part: part),
            "hardsigmoid" => emit.Function(FunctionKind.HardSigmoid, x, Alpha, Beta, part),
            "elu" => emit.Function(FunctionKind.Elu, x, Alpha, part: part),
            "softsign" => emit.Function(FunctionKind.Softsign, x, part: part),
            _ => emit.Function(FunctionKind.Softplus, x, part: part),
        };
    }

    /// <summary>
    /// The functions of a node, those of each direction after each other. The lists of alpha and beta are consumed in the order of the
    /// functions, by those that have such a parameter.
    /// </summary>
    /// <param name="call">The node.</param>
    /// <param name="directions">1 or 2.</param>
    /// <param name="standard">The functions of one direction when the node states none.</param>
    public static RecurrentActivation[][] Of(OperatorCall call, int directions, params string[] standard)
    {
        string[] names = call.Texts("activations") ?? [.. Enumerable.Repeat(standard, directions).SelectMany(list => list)];
        int expected = directions * standard.Length;
        // RNN declares two functions, one for each direction, even where it has one direction.
        if (names.Length != expected && !(standard.Length == 1 && names.Length == 2))
            throw FastAIException.BadInput($"its attribute 'activations' lists {names.Length} functions instead of {expected}");
        double clip = call.Has("clip") ? call.Real("clip") : double.PositiveInfinity;
        if (clip <= 0)
            throw FastAIException.BadInput($"its attribute 'clip' is {clip}; it must be positive");
        var alphas = new Queue<double>(Finite(call, "activation_alpha"));
        var betas = new Queue<double>(Finite(call, "activation_beta"));
        var all = new RecurrentActivation[expected];
        for (int i = 0; i < all.Length; i++)
        {
            string name = names[i].ToLowerInvariant();
            var (parameters, alpha, beta) = Standard(name, names[i]);
            if (parameters != Parameters.None && alphas.TryDequeue(out double givenAlpha))
                alpha = givenAlpha;
            if (parameters == Parameters.AlphaAndBeta && betas.TryDequeue(out double givenBeta))
                beta = givenBeta;
            all[i] = new(name, alpha, beta, clip);
        }
        return [.. all.Chunk(standard.Length)];
    }

    // The standard values are those of the ONNX operators of the same name, as floats.
    private static (Parameters Parameters, double Alpha, double Beta) Standard(string name, string written) =>
        name switch
        {
            "affine" => (Parameters.AlphaAndBeta, 1, 0),
            "relu" or "tanh" or "sigmoid" or "softsign" or "softplus" => (Parameters.None, 0, 0),
            "leakyrelu" => (Parameters.Alpha, 0.01f, 0),
            "thresholdedrelu" => (Parameters.Alpha, 1, 0),
            "scaledtanh" => (Parameters.AlphaAndBeta, 1, 1),
            "hardsigmoid" => (Parameters.AlphaAndBeta, 0.2f, 0.5),
            "elu" => (Parameters.Alpha, 1, 0),
            _ => throw FastAIException.BadInput(
                $"the activation '{written}' does not exist; ONNX has Affine, Relu, LeakyRelu, ThresholdedRelu, Tanh, ScaledTanh, Sigmoid, HardSigmoid, Elu, Softsign and Softplus"
            ),
        };

    // x where it exceeds alpha, else 0.
    private VariableTensor Thresholded(Emitter emit, VariableTensor x, string part)
    {
        var above = emit.Binary(BinaryOperation.Less, Constants.Scalar(Alpha), x, part + "/above");
        return emit.Select(above, x, Constants.Scalar(0), part);
    }

    private static double[] Finite(OperatorCall call, string attribute)
    {
        double[] values = call.Reals(attribute) ?? [];
        int wrong = Array.FindIndex(values, value => !double.IsFinite(value));
        return wrong < 0 ? values : throw FastAIException.BadInput($"element {wrong} of its attribute '{attribute}' is {values[wrong]}");
    }
}
