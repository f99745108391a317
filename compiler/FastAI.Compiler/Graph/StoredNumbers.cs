using System.Collections.Immutable;

namespace FastAI.Compiler.Graph;

/// <summary>The integers that an initializer's numbers were made from: number = binary32(integer * step).</summary>
/// <param name="Integers">For each element the integer without its zero point.</param>
/// <param name="Steps">For each element its step, above zero.</param>
public sealed record StoredNumbers(ImmutableArray<long> Integers, ImmutableArray<double> Steps)
{
    /// <summary>Whether an element, as the float model computes it, is the given number.</summary>
    public bool Makes(double number, int element) => (float)(Integers[element] * Steps[element]) == number;
}
