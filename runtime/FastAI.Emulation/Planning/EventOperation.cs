namespace FastAI.Emulation.Planning;

/// <summary>An operation on event-major tensors, whose step is made once all tensors have their places.</summary>
internal sealed record EventOperation(EventTensor[] Reads, EventTensor Result, Func<EventStep> Emit)
    : PlanOperation<EventTensor>(Reads, Result);
