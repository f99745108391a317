using System.Runtime.Intrinsics;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>Copies an event-major tensor of 16 bits whose elements fit 8 into bytes, with an offset that makes them 0..255.</summary>
internal sealed unsafe class EventNarrow(EventTensor from, EventTensor to) : EventStep
{
    private readonly int fromBase = from.Base;
    private readonly int toBase = to.Base;
    private readonly int width = to.Width;
    private readonly short offset = (short)to.Offset;

    public override void Run(byte* tile, int events)
    {
        ushort* x = (ushort*)(tile + fromBase);
        byte* y = tile + toBase;
        var added = Vector256.Create((ushort)offset);
        for (int i = 0; i < events * width; i += Vector256<byte>.Count)
            Vector256.Narrow(Vector256.Load(x + i) + added, Vector256.Load(x + i + Vector256<ushort>.Count) + added).Store(y + i);
    }
}
