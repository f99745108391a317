using FastAI.Compiler.ConstantMatrix;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class ShiftAddRegistersTests
{
    [Fact]
    public void A_word_is_kept_until_its_last_reader()
    {
        // s = a + b of 5 bits at level 1, y = s + c at level 2: a, b and s are kept a level, c two
        var problem = ConstantMatrixProblem.Uniform(
            new long[,]
            {
                { 1, 1 },
                { 1, 1 },
                { 0, 1 },
            },
            -8,
            7
        );
        var builder = new GraphBuilder(problem);
        PlacedValue sum = builder.Add(new(0, 0, false), new(1, 0, false));
        ShiftAddGraph graph = builder.Build([sum, builder.Add(sum, new(2, 0, false))]);
        Assert.Equal(4 + 4 + 5 + (2 * 4), ShiftAddRegisters.Of(graph, problem));
    }

    /// <summary>Over a few matrices, and not at the price of many more bits of adders. At the least depth trees have little choice.</summary>
    [Theory]
    [InlineData(0, 0.997)]
    [InlineData(2, 0.97)]
    public void A_price_on_registers_keeps_fewer_bits(int slack, double most)
    {
        (double bits, double kept) = (0, 0);
        for (int seed = 0; seed < 8; seed++)
        {
            ConstantMatrixProblem problem = RandomMatrices.Next(new Random(seed), 12, 6);
            var options = new CmvmOptions { DepthSlack = slack, Iterations = 1500 };
            ShiftAddGraph free = ConstantMatrixSolver.Solve(problem, options);
            ShiftAddGraph priced = ConstantMatrixSolver.Solve(problem, options with { RegisterPrice = 0.3 });
            bits += Math.Log((double)(1 + priced.CostBits) / (1 + free.CostBits));
            kept += Math.Log((double)(1 + ShiftAddRegisters.Of(priced, problem)) / (1 + ShiftAddRegisters.Of(free, problem)));
        }

        Assert.True(kept / 8 < Math.Log(most), $"{Math.Exp(kept / 8):F3} of the registers");
        Assert.True(bits / 8 < Math.Log(1.06), $"{Math.Exp(bits / 8):F3} of the bits");
    }
}
