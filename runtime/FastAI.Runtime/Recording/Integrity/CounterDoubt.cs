namespace FastAI.Runtime.Recording.Integrity;

/// <summary>
/// A counter without a checksum that jumped ahead to a number one bit away from the expected one: either records are missing or late, or
/// that bit is damaged. What comes next decides, by its number and its time. Until then the records that go on behind the
/// expected number are held as late on trial.
/// </summary>
/// <param name="expected">The number that was due.</param>
/// <param name="jump">The number that came.</param>
/// <param name="place">The record that it came with.</param>
internal sealed class CounterDoubt(long expected, long jump, RecordPlace place)
{
    /// <summary>Records that go on as if nothing had happened, after which it is clear that nothing has.</summary>
    internal const int Enough = 64;

    internal long Expected => expected;

    internal long Jump => jump;

    internal RecordPlace Place => place;

    /// <summary>The records after it, numbered on from the expected one without a break.</summary>
    internal List<(long Number, RecordPlace Place)> Late { get; } = [];

    /// <summary>The number that goes on behind them.</summary>
    internal long Following => expected + 1 + Late.Count;

    /// <summary>Whether a record that comes behind has an earlier time: then it is the order that is wrong, and not the counter.</summary>
    internal bool IsAfter(RecordPlace later) => place.Time >= 0 && later.Time >= 0 && later.Time < place.Time;

    /// <summary>Whether all numbers up to the jump have come but the expected one.</summary>
    internal bool IsComplete => Following == jump;
}
