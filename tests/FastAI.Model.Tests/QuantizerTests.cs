using System.Numerics;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Model.Tests;

public sealed class QuantizerTests
{
    [Fact]
    public void EveryModeIsItsDefinitionOnRationals()
    {
        var random = new Random(11);
        for (int i = 0; i < 40_000; i++)
        {
            int width = random.Next(1, 64),
                fraction = random.Next(-70, 70),
                bits = random.Next(1, 64);
            var format = new FixedFormat(random.Next(2) == 0, width, width - fraction + random.Next(-6, 7));
            long m = random.Next(3) == 0 ? random.Next(-20, 21) : random.NextInt64(long.MinValue, long.MaxValue) >> (64 - bits);
            var (rounding, overflow) = ((Rounding)random.Next(7), (Overflow)random.Next(4));
            Assert.Equal(
                ExactQuantize.Apply(m, fraction, format, rounding, overflow),
                (BigInteger)Quantizer.Quantize(m, fraction, format, rounding, overflow)
            );
        }
    }
}
