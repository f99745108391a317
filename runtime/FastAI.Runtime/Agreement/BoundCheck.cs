namespace FastAI.Runtime.Agreement;

/// <summary>
/// The proved bound of |fixed - float| against what was seen. Both models get the same inputs, already
/// on the input grid, as the proof supposes.
/// </summary>
/// <param name="Bound">The proved bound, in the output's units.</param>
/// <param name="FloatRounding">What float arithmetic itself may add to the difference: the proof is about real numbers.</param>
/// <param name="Largest">Largest difference seen, events that the proof excepts left out.</param>
/// <param name="Excepted">Events beyond the bound in which a tensor was limited that the proof supposes not to be.</param>
/// <param name="FirstViolation">The first difference beyond the bound; null when it is kept.</param>
public sealed record BoundCheck(double Bound, double FloatRounding, double Largest, long Excepted, Mismatch? FirstViolation)
{
    public bool Kept => FirstViolation is null;
}
