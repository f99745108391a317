using System.Collections.Immutable;
using FastAI.Emulation;

namespace FastAI.Runtime.Agreement;

/// <summary>Adds up saturations over blocks of events.</summary>
internal sealed class SaturationTotals
{
    private ImmutableArray<SaturationCount> total = [];

    internal void Add(ImmutableArray<SaturationCount> block) =>
        total = total.IsEmpty
            ? block
            : [.. total.Zip(block, (a, b) => a with { Values = a.Values + b.Values, Limited = a.Limited + b.Limited })];

    internal ImmutableArray<SaturationCount> Report() => total;
}
