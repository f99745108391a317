namespace FastAI.Model.Streaming;

/// <summary>Operands that a node reads, each once.</summary>
internal sealed class DistinctReads
{
    private readonly Dictionary<Delayed, int> index = [];

    public List<Delayed> Reads { get; } = [];

    public int IndexOf(Delayed read)
    {
        if (!index.TryGetValue(read, out int at))
        {
            index.Add(read, at = Reads.Count);
            Reads.Add(read);
        }
        return at;
    }
}
