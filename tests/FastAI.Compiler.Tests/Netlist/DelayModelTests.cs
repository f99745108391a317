using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class DelayModelTests
{
    /// <summary>A word is the slower, the more cells read its operand: by the family's figure for each doubling beyond eight.</summary>
    [Theory]
    [InlineData(4, 0)]
    [InlineData(8, 0)]
    [InlineData(16, 1)]
    [InlineData(64, 3)]
    public void A_hop_takes_longer_with_every_doubling_of_its_readers(int readers, int doublings)
    {
        foreach (DelayModel model in DelayModel.Names.Select(DelayModel.Of))
        {
            double[] few = model.Of(Adders(1)),
                many = model.Of(Adders(readers));
            Assert.Equal(few[^1] + (doublings * model.FanOut), many[^1], 9);
        }
    }

    /// <summary>Of three routed paths that a vendor's tool reported (see the README of the scheduler) the model has the same order, and
    /// none is faster.</summary>
    [Fact]
    public void Model_is_no_faster_than_reported_paths_and_orders_them_alike()
    {
        DelayModel x = DelayModel.Of("xcup");
        double Hop(int readers) => x.Wire + x.Lut + (x.FanOut * Math.Log2(Math.Max(1, readers / (double)DelayModel.FewReaders)));
        double Chain(int bits) => x.CarryIn + (x.CarryBit * bits);
        // registers, tables by their readers before them, carry chains, multipliers
        double compare =
            x.Register + Hop(31) + Hop(1) + Hop(1) + Hop(78) + Hop(77) + Hop(2) + Chain(4) + Hop(23) + Hop(8) + Hop(2) + Chain(29) + Hop(1);
        double product = x.Register + Hop(34) + Hop(7) + Hop(9) + Hop(127) + x.Wire + (2 * x.Multiplier) + Hop(1) + Chain(15);
        double reportedCompare = 4.508 + 0.035 - 0.027,
            reportedProduct = 5.046 + 0.035 - 0.027;
        Assert.True(reportedCompare < reportedProduct && compare < product);
        Assert.InRange(compare / reportedCompare, 1, 1.6);
        Assert.InRange(product / reportedProduct, 1, 1.6);
    }

    /// <summary>One input that so many additions read.</summary>
    private static Circuit Adders(int readers)
    {
        var builder = new CircuitBuilder();
        builder.BeginLayer("sums");
        var format = new FixedFormat(true, 8, 8);
        int[] x = [.. Enumerable.Range(0, readers + 1).Select(i => builder.Input(0, i, format))];
        int[] sums = [.. Enumerable.Range(1, readers).Select(i => builder.Add(x[0], 0, x[i], 0))];
        var formats = PerElement<FixedFormat>.Uniform(FixedFormat.ForInterval(builder.RangeOf(sums[0]), 0), readers);
        return builder.Build(
            "sums",
            [new CircuitInput("x", new Shape(readers + 1), [.. x])],
            [new CircuitOutput("y", new Shape(readers), [.. sums], formats)]
        );
    }
}
