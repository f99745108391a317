using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>A table on an event-major tensor of 16 bits.</summary>
internal sealed unsafe class EventTable16(Table16 table, EventTensor from, EventTensor to) : EventStep
{
    private readonly int fromBase = from.Base;
    private readonly int toBase = to.Base;
    private readonly int width = to.Width;

    public override void Run(byte* tile, int events) => table.Look((short*)(tile + fromBase), (short*)(tile + toBase), events * width);
}
