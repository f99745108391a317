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
        for (int i = 0; i < from.Length; )
        {
            int n = 1;
            while (i + n < from.Length && from[i + n].Tensor == from[i].Tensor && from[i + n].Place == from[i].Place + n)
                n++;
            found.Add(
                (
                    from[i].Tensor.Base + from[i].Place * to.ElementBytes,
                    from[i].Tensor.Stride,
                    to.Base + i * to.ElementBytes,
                    n * to.ElementBytes
                )
            );
            i += n;
        }
        runs = [.. found];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        foreach (ref readonly var run in runs.AsSpan())
        {
            byte* x = tile + run.From,
                y = tile + run.To;
            nint from = run.FromStride,
                to = stride,
                bytes = run.Bytes;
            int left = events;
            // The last vector of a run overlaps the one before, so that nothing is written behind.
            if (bytes >= Vector256<byte>.Count)
            {
                for (; left > 0; left--, x += from, y += to)
                {
                    nint last = bytes - Vector256<byte>.Count;
                    for (nint i = 0; i < last; i += Vector256<byte>.Count)
                        Vector256.Load(x + i).Store(y + i);
                    Vector256.Load(x + last).Store(y + last);
                }
            }
            else if (bytes >= Vector128<byte>.Count)
            {
                for (; left > 0; left--, x += from, y += to)
                {
                    var (first, last) = (Vector128.Load(x), Vector128.Load(x + bytes - Vector128<byte>.Count));
                    first.Store(y);
                    last.Store(y + bytes - Vector128<byte>.Count);
                }
            }
            else if (bytes >= sizeof(long))
            {
                for (; left > 0; left--, x += from, y += to)
                {
                    var (first, last) = (*(long*)x, *(long*)(x + bytes - sizeof(long)));
                    *(long*)y = first;
                    *(long*)(y + bytes - sizeof(long)) = last;
                }
            }
            else
            {
                for (; left > 0; left--, x += from, y += to)
                for (nint i = 0; i < bytes; i++)
                    y[i] = x[i];
            }
        }
    }
}
