using FastAI.Runtime.Streaming;
using Xunit;

namespace FastAI.Runtime.Tests.Streaming;

public sealed class BatchExchangeTests
{
    /// <summary>Either side pauses at random: every batch comes once, in order, no batch is at two places, and both sides end.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(16, 4)]
    public void BatchesComeInOrderWhicheverSideIsSlow(int batches, int seed)
    {
        const int count = 5000;
        var exchange = new BatchExchange<int[]>([.. Enumerable.Range(0, batches).Select(_ => new int[1])]);
        var taken = new List<int>();
        var thread = new Thread(() =>
        {
            var random = new Random(seed);
            while (exchange.TryTake(out var batch))
            {
                taken.Add(batch[0]);
                batch[0] = -1;
                if (random.Next(50) == 0)
                    Thread.Sleep(1);
                exchange.Return(batch);
            }
        });
        thread.Start();
        var pauses = new Random(seed + 100);
        for (int i = 0; i < count; i++)
        {
            var batch = exchange.Rent();
            Assert.True(i < batches || batch[0] == -1);
            batch[0] = i;
            exchange.Submit(batch);
            if (pauses.Next(50) == 0)
                Thread.Sleep(1);
        }
        exchange.Complete();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)));
        Assert.Equal(Enumerable.Range(0, count), taken);
    }
}
