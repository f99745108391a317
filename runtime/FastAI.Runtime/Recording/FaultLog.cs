using System.Collections.Immutable;

namespace FastAI.Runtime.Recording;

/// <summary>Damages by kind: all are counted, the first of them are kept.</summary>
public sealed class FaultLog
{
    /// <summary>Damages kept with their place.</summary>
    public const int Kept = 1000;

    private readonly long[] counts = new long[Enum.GetValues<FaultKind>().Length];
    private readonly List<RecordingFault> first = [];

    /// <summary>The first <see cref="Kept"/> damages.</summary>
    public IReadOnlyList<RecordingFault> First => first;

    public long Total => counts.Sum();

    /// <summary>Bytes left out because of damage.</summary>
    public long LostBytes { get; private set; }

    /// <summary>Records that never came, by the recorder's counter.</summary>
    public long Missing { get; internal set; }

    public ImmutableSortedDictionary<FaultKind, long> Counts =>
        Enum.GetValues<FaultKind>().Where(k => counts[(int)k] > 0).ToImmutableSortedDictionary(k => k, k => counts[(int)k]);

    /// <summary>How many damages of a kind there are.</summary>
    public long Count(FaultKind kind) => counts[(int)kind];

    /// <summary>Whether the next damage will be kept, so that it need not be described otherwise.</summary>
    internal bool HasRoom => first.Count < Kept;

    internal void Add(FaultKind kind, long bytes, RecordingFault? fault)
    {
        counts[(int)kind]++;
        LostBytes += bytes;
        if (fault is not null && HasRoom)
            first.Add(fault);
    }
}
