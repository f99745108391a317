using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>One element of one event of an event-major tensor of 8 or 16 bits.</summary>
internal static unsafe class EventRows
{
    public static void Write(byte* tile, EventTensor tensor, int element, int @event, long value)
    {
        byte* at = tile + tensor.Base + (nint)@event * tensor.Stride + tensor.ByteOf(element);
        if (tensor.ElementBytes == 1)
            *at = (byte)(value + tensor.Offset);
        else
            *(short*)at = (short)value;
    }
}
