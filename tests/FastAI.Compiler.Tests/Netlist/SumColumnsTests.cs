using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class SumColumnsTests
{
    [Fact]
    public void Slots_and_ones_add_up_to_the_sum()
    {
        var random = new Random(1);
        int full = 0,
            complete = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            SumOperand[] operands =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(_ => new SumOperand(random.Next(1, 12), random.Next(2) == 0, random.Next(6), random.Next(2) == 0)),
            ];
            if (operands.All(o => o.Negate))
                operands[2] = operands[2] with { Negate = false };
            if (random.Next(5) == 0)
                operands[2] = default;
            long constant = random.Next(2) == 0 ? 0 : random.Next(-4000, 4000);
            int width = random.Next(1, 21);
            SumColumns columns = SumColumns.Of(operands[0], operands[1], operands[2], constant, width);
            if (constant == 0)
                Assert.Equal(0UL, columns.Rest);
            full++;
            if (columns.Rest == 0)
                complete++;
            ulong all = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
            for (int trial = 0; trial < 8; trial++)
            {
                ulong expected = (ulong)constant - columns.Rest,
                    found = 0;
                for (int k = 0; k < 3; k++)
                {
                    SumOperand o = operands[k];
                    long value = o.Width == 0 ? 0 : random.NextInt64(1L << o.Width) - (o.Signed ? 1L << (o.Width - 1) : 0);
                    ulong bits = (ulong)value << o.Shift;
                    expected += o.Negate ? 0 - bits : bits;
                    found += (bits & columns.Slots[k].Live) ^ columns.Slots[k].Flip;
                }
                found += ((columns.CarryIn ? 1UL : 0) + (columns.MiddleIn ? 1UL : 0)) << Math.Min(columns.First, 63);
                Assert.Equal(expected & all, found & all);
            }
            for (int i = 0; i < columns.First; i++)
                Assert.True(columns.Slots.Count(s => (s.Used >> i & 1) != 0) <= 1);
        }
        Assert.True(complete > full / 2, $"{complete} of {full} constants found a place");
    }

    [Fact]
    public void A_sum_is_as_wide_as_its_values()
    {
        var builder = new CircuitBuilder();
        builder.BeginLayer("x");
        var format = new FixedFormat(true, 8, 8);
        int a = builder.Input(0, 0, format),
            b = builder.Input(0, 1, format),
            c = builder.Input(0, 2, format);
        int sum = builder.Sum(new(a, 0, false), new(b, 1, true), new(c, 2, false), 5);
        Assert.Equal(new Interval(-128 - 254 - 512 + 5, 127 + 256 + 508 + 5), builder.RangeOf(sum));
        Assert.IsType<SumWord>(builder.Words[sum]);
        Assert.Equal(sum, builder.Sum(new(c, 2, false), new(a, 0, false), new(b, 1, true), 5));
        Assert.IsType<AddWord>(builder.Words[builder.Sum(new(a, 0, false), new(b, 1, true), new(builder.Constant(0), 0, false))]);
        Int128 value = CircuitInterpreter.Compute(builder.Words[sum], i => i == a ? 3
            : i == b ? -7
            : i == c ? 11
            : throw new ArgumentException("operand"));
        Assert.Equal(3 + 14 + 44 + 5, value);
    }
}
