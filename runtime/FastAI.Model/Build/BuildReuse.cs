namespace FastAI.Model.Build;

/// <summary>What was decided of a constant matrix in a design whose hardware several cycles of an event share.</summary>
/// <param name="Layer">Name of the first layer that it is part of.</param>
/// <param name="Form"><see cref="Parallel"/>, or <see cref="SharedColumns"/> where each cycle computes other columns.</param>
/// <param name="ParallelLut">Estimated LUTs of its own shifts and additions for every sum.</param>
/// <param name="SharedLut">Estimated LUTs of the cheapest shared form.</param>
/// <param name="SharedDsp">Estimated multiplier blocks of that.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record BuildReuse(string Layer, string Form, long ParallelLut, long SharedLut, long SharedDsp, string Reason)
{
    public const string Parallel = "parallel";
    public const string SharedColumns = "shared-columns";
}
