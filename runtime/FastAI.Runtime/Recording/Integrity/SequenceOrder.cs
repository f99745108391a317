namespace FastAI.Runtime.Recording.Integrity;

/// <summary>How a record's counter follows those before it.</summary>
internal enum SequenceOrder
{
    /// <summary>It is the next one, or the first.</summary>
    Next,

    /// <summary>Some are missing before it.</summary>
    Gap,

    /// <summary>It was missing so far.</summary>
    Reordered,

    /// <summary>It was there before.</summary>
    Duplicate,

    /// <summary>Another record with this number was there before: the counter of one of them is damaged.</summary>
    Contradiction,
}
