using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>Holds calls to allocating nothing.</summary>
internal static class Allocations
{
    /// <summary>A collection that another test causes meanwhile may move the count once; what <paramref name="call"/>
    /// allocates moves it every time.</summary>
    public static void None(Action call)
    {
        call();
        Assert.Contains(Enumerable.Range(0, 5), _ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++)
                call();
            return GC.GetAllocatedBytesForCurrentThread() == before;
        });
    }
}
