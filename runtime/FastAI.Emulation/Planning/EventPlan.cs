using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// What to do with a block of events whose tensors are kept event-major; lane = element. The same plan serves one event and many.
/// Immutable, so that threads may share it.
/// </summary>
/// <param name="Events">Events of a block: as many as leave the tensors in the first-level cache.</param>
/// <param name="Steps">In order.</param>
/// <param name="Singles">The same for one event.</param>
/// <param name="Bytes">Size of the workspace.</param>
/// <param name="Inputs">For each input of the model its tensor, and the table that it goes through on its way there, if any.</param>
/// <param name="Outputs">For each element of the outputs where it is found.</param>
/// <param name="Transfer">Moves 16-bit integers in and out.</param>
/// <param name="Constants">Tensors that hold the same in every block, with their values.</param>
internal sealed record EventPlan(
    int Events,
    EventStep[] Steps,
    SingleStep[] Singles,
    int Bytes,
    (EventTensor Tensor, LookupTable? Table)[] Inputs,
    EventElement[] Outputs,
    ShortTransfer Transfer,
    (EventTensor Tensor, long[] Values)[] Constants
);
