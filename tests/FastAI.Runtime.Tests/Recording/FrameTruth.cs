namespace FastAI.Runtime.Tests.Recording;

/// <summary>What a reader has to find in a recording of own frames that were damaged, repeated, exchanged and left out: by sets of numbers,
/// from the order of the frames alone.</summary>
/// <param name="Delivered">Data frames in the order in which they are handed over.</param>
/// <param name="Repeated">Data frames that were there before in their run.</param>
/// <param name="Late">Data frames behind one with a higher number.</param>
/// <param name="Missing">Numbers that never came.</param>
/// <param name="IsOpen">Whether the last run has no end frame.</param>
internal sealed record FrameTruth(List<int> Delivered, int Repeated, int Late, long Missing, bool IsOpen)
{
    /// <param name="frames">0 is the run frame, then data frames from 1 on, -1 what is damaged.</param>
    /// <param name="end">The end frame; there are <c>end - 1</c> data frames.</param>
    internal static FrameTruth Of(IEnumerable<int> frames, int end)
    {
        var delivered = new List<int>();
        var awaited = new SortedSet<int>();
        int repeated = 0,
            late = 0,
            first = -1,
            next = -1;
        long missing = 0;
        bool begun = false,
            ended = false;
        foreach (int frame in frames.Where(f => f >= 0))
        {
            int number = frame - 1;
            if (frame == 0)
            {
                // A run begins: what its predecessor awaited never comes.
                missing += awaited.Count;
                awaited.Clear();
                (first, next, begun, ended) = (0, 0, true, false);
            }
            else if (frame == end)
            {
                for (int n = next; next >= 0 && n < number; n++)
                    awaited.Add(n);
                if (next >= 0)
                    next = Math.Max(next, number);
                ended = true;
            }
            else if (next < 0 || number >= next)
            {
                for (int n = next; next >= 0 && n < number; n++)
                    awaited.Add(n);
                if (first < 0)
                    first = number;
                next = number + 1;
                delivered.Add(number);
            }
            else if (number < first || awaited.Remove(number))
            {
                // Before the first: the recording was joined in its middle.
                for (int n = number + 1; n < first; n++)
                    awaited.Add(n);
                first = Math.Min(first, number);
                late++;
                delivered.Add(number);
            }
            else
            {
                repeated++;
            }
        }
        return new(delivered, repeated, late, missing + awaited.Count, begun && !ended);
    }
}
