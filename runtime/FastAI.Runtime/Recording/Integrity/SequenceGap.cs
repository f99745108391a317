namespace FastAI.Runtime.Recording.Integrity;

/// <summary>Numbers that have not come: <paramref name="First"/> and those after it, expected before the
/// record at <paramref name="Before"/>.</summary>
internal readonly record struct SequenceGap(long First, long Count, RecordPlace Before);
