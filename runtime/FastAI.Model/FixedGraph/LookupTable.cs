using System.Collections.Immutable;
using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>A function of one mantissa: entry i is the result for mantissa <see cref="First"/> + i.</summary>
public sealed record LookupTable
{
    /// <summary>The largest table: 20 address bits.</summary>
    public const int MaxEntries = 1 << 20;

    public LookupTable(long first, ImmutableArray<long> entries, FixedFormat format)
    {
        if (entries.Length is 0 or > MaxEntries)
            throw FastAIException.Unsupported(
                $"a table of {entries.Length} entries; 1 to {MaxEntries} are supported: quantise its input to fewer bits"
            );
        foreach (long entry in entries)
            if (!format.Range.Contains(entry))
                throw new ArgumentException($"entry {entry} is not inside {format}");
        (First, Entries, Format) = (first, entries, format);
    }

    /// <summary>The input mantissa of entry 0.</summary>
    public long First { get; }

    public ImmutableArray<long> Entries { get; }

    /// <summary>Format of the entries.</summary>
    public FixedFormat Format { get; }

    public long this[long mantissa] => Entries[checked((int)(mantissa - First))];

    public bool Equals(LookupTable? other) =>
        other is not null && First == other.First && Format == other.Format && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan());

    public override int GetHashCode() => HashCode.Combine(First, Entries.Length, Format, Entries[0]);
}
