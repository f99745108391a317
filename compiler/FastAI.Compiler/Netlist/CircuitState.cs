using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>One integer that a channel keeps from each of its samples to the next.</summary>
/// <param name="Word">The <see cref="StateWord"/> that reads it.</param>
/// <param name="Next">The word that it takes with each sample; before or after <paramref name="Word"/>.</param>
/// <param name="Initial">
/// What it holds at the first sample of a channel; null for a delay line, whose content does not matter before
/// <see cref="Circuit.WarmUp"/> samples have come.
/// </param>
public sealed record CircuitState(int Word, int Next, long? Initial)
{
    /// <summary>What it holds when power comes up: <see cref="Initial"/>, or the value of its interval that is nearest to zero.</summary>
    public long PowerUp(Interval range) => Initial ?? (long)Int128.Clamp(0, range.Low, range.High);
}
