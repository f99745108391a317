using FastAI.Compiler.ConstantMatrix;

namespace FastAI.Compiler.Tests.ConstantMatrix;

/// <summary>Seeded constant matrices of many shapes, sparsities, weight widths and input intervals.</summary>
internal static class RandomMatrices
{
    public static ConstantMatrixProblem Next(Random random, int largestSide, int largestBits, bool arrivals = false)
    {
        int inputs = random.Next(1, largestSide + 1);
        int outputs = random.Next(1, largestSide + 1);
        int bits = random.Next(1, largestBits + 1);
        double zeros = random.Next(3) * 0.35;
        var weights = new long[inputs, outputs];
        for (int i = 0; i < inputs; i++)
        {
            for (int j = 0; j < outputs; j++)
            {
                weights[i, j] = random.NextDouble() < zeros ? 0 : random.NextInt64(-(1L << bits) + 1, 1L << bits);
                if (j > 0 && random.Next(40) == 0)
                {
                    weights[i, j] = weights[i, j - 1];
                }
            }
        }

        var low = new long[inputs];
        var high = new long[inputs];
        var depth = new int[inputs];
        for (int i = 0; i < inputs; i++)
        {
            (low[i], high[i]) = random.Next(6) switch
            {
                0 => (0, 255),
                1 => (-128, 127),
                2 => (0, 0),
                3 => (-7, -3),
                4 => (5, 5),
                _ => (-random.Next(200), random.Next(200)),
            };
            depth[i] = arrivals ? random.Next(5) : 0;
        }

        return new ConstantMatrixProblem(weights, low, high, depth);
    }
}
