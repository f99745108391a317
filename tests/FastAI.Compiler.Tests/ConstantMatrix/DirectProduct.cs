using System.Numerics;
using FastAI.Compiler.ConstantMatrix;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

/// <summary>Compares a graph with the matrix by values of unlimited size, on random inputs and the intervals' ends.</summary>
internal static class DirectProduct
{
    public static void AssertEqual(ConstantMatrixProblem problem, ShiftAddGraph graph, Random random)
    {
        for (int round = 0; round < 4; round++)
        {
            var x = new BigInteger[problem.Inputs];
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = round switch
                {
                    0 => problem.Low[i],
                    1 => problem.High[i],
                    _ => random.NextInt64(problem.Low[i], problem.High[i] + 1),
                };
            }

            BigInteger[] found = Evaluate(graph, x);
            for (int j = 0; j < problem.Outputs; j++)
            {
                BigInteger expected = 0;
                for (int i = 0; i < x.Length; i++)
                {
                    expected += x[i] * problem[i, j];
                }

                Assert.Equal(expected, found[j]);
            }
        }
    }

    private static BigInteger[] Evaluate(ShiftAddGraph graph, BigInteger[] x)
    {
        var values = new List<BigInteger>(x);
        foreach (ShiftAddNode n in graph.Nodes)
        {
            BigInteger left = values[n.Left] << n.LeftShift;
            BigInteger right = values[n.Right] << n.RightShift;
            values.Add(n.Subtract ? left - right : left + right);
        }

        return [.. graph.Outputs.Select(o => o.Node < 0 ? BigInteger.Zero : (o.Negate ? -1 : 1) * (values[o.Node] << o.Shift))];
    }
}
