namespace FastAI.Runtime.Recording.Integrity;

/// <param name="Order">How the record follows those before it.</param>
/// <param name="Number">Its counter, continued over wraps.</param>
/// <param name="Missing">How many are missing before it.</param>
internal readonly record struct SequenceVerdict(SequenceOrder Order, long Number, long Missing)
{
    /// <summary>Whether it is late on trial: it is reported when that is settled.</summary>
    internal bool IsDeferred { get; init; }

    /// <summary>Whether the record is to be left out.</summary>
    internal bool IsRepeated => Order == SequenceOrder.Duplicate;

    internal bool IsLate => Order == SequenceOrder.Reordered;
}
