using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>Gathers elements of event-major tensors into one of as many bytes: index maps whose result must lie in order.</summary>
internal sealed unsafe class EventCopy : EventStep
{
    private readonly (int From, int FromStride, int To, int Bytes)[] runs;
    private readonly int stride;

    /// <param name="from">For each place of the result what it holds.</param>
    /// <param name="to">The result.</param>
    public EventCopy(EventElement[] from, EventTensor to)
    {
        stride = to.Stride;
        var found = new List<(int, int, int, int)>();
        for (int i = 0; i < from.Length;)
        {
            int n = 1;
            while (i + n < from.Length && from[i + n].Tensor == from[i].Tensor && from[i + n].Place == from[i].Place + n) n++;
            found.Add((from[i].Tensor.Base + from[i].Place * to.ElementBytes, from[i].Tensor.Stride, to.Base + i * to.ElementBytes, n * to.ElementBytes));
            i += n;
        }
        runs = [.. found];
    }

    public override void Run(byte* tile, int events)
    {
        foreach (var (from, fromStride, to, bytes) in runs)
        {
            byte* x = tile + from, y = tile + to;
            for (int e = 0; e < events; e++, x += fromStride, y += stride) Buffer.MemoryCopy(x, y, bytes, bytes);
        }
    }
}
