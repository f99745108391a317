using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Support vectors of a linear kernel: sums of products with them are one linear sum of the features.</summary>
internal static class SupportVectors
{
    public static void RequireLinear(OperatorCall call)
    {
        if (call.Text("kernel_type") is not "LINEAR" and var kernel)
            throw FastAIException.Unsupported(
                $"its kernel {kernel} needs a product with every support vector and a function of each; train with a linear kernel, or use trees or a network"
            );
    }

    /// <summary>All vectors, one after another.</summary>
    public static double[] Read(OperatorCall call, long vectors, int features)
    {
        double[] all = call.Reals("support_vectors") ?? [];
        if (vectors < 0 || all.Length != vectors * features)
            throw FastAIException.BadInput($"its {all.Length} numbers of support vectors are not {vectors} vectors of {features} features");
        return all;
    }

    /// <summary>
    /// The sum of vectors <paramref name="first"/> to before <paramref name="end"/>, each times its coefficient of a row of coefficients.
    /// </summary>
    /// <param name="vectors">All vectors.</param>
    /// <param name="coefficients">Rows of one coefficient for each vector.</param>
    /// <param name="first">First vector.</param>
    /// <param name="end">After the last vector.</param>
    /// <param name="row">The row of coefficients.</param>
    public static double[] Sum(double[] vectors, double[] coefficients, int first, int end, int row, int count = 0)
    {
        count = count == 0 ? end : count;
        if (coefficients.Length < (long)(row + 1) * count)
            throw FastAIException.BadInput($"it has {coefficients.Length} coefficients for {count} support vectors");
        int features = vectors.Length / count;
        var sum = new double[features];
        for (int v = first; v < end; v++)
        for (int f = 0; f < features; f++)
            sum[f] += coefficients[row * count + v] * vectors[v * features + f];
        return sum;
    }
}
