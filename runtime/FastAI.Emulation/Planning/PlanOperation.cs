namespace FastAI.Emulation.Planning;

/// <summary>What a step reads, each tensor once, and writes.</summary>
internal abstract record PlanOperation<B>(B[] Reads, B Result);
