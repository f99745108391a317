namespace FastAI.Emulation.Planning;

/// <summary>One element of an event-major tensor.</summary>
internal readonly record struct EventElement(EventTensor Tensor, int Index)
{
    public int Place => Tensor.Places[Index];
}
