using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Whole vectors; what they write behind a run is written again by the next run or event, or is padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        for (int e = 0; e < events; e++)
        {
            foreach (ref readonly var run in runs.AsSpan())
            {
                byte* x = tile + run.From + (nint)e * run.FromStride, y = tile + run.To + (nint)e * stride;
                for (int i = 0; i < run.Bytes; i += Vector256<byte>.Count) Vector256.Load(x + i).Store(y + i);
            }
        }
    }
}
