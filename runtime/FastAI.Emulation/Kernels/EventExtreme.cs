using System.Runtime.Intrinsics;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Greatest or least of groups, event-major. Results side by side whose members lie side by side too are done 16 bytes at a time; what that
/// writes behind a run is written again by the runs and events that follow.
/// </summary>
/// <typeparam name="T">The stored integer: <see cref="byte"/> or <see cref="short"/>.</typeparam>
internal sealed unsafe class EventExtreme<T> : EventStep
    where T : unmanaged
{
    private readonly bool greatest;
    private readonly int groupSize;
    private readonly int fromBase;
    private readonly int fromStride;
    private readonly int toBase;
    private readonly int toStride;
    private readonly (int To, int Bytes)[] runs;
    private readonly int[] members;

    /// <param name="greatest">Else the least.</param>
    /// <param name="from">The operand.</param>
    /// <param name="groups">For each place of the result the elements of the operand.</param>
    /// <param name="to">The result.</param>
    public EventExtreme(bool greatest, EventTensor from, int[][] groups, EventTensor to)
    {
        this.greatest = greatest;
        groupSize = groups[0].Length;
        (fromBase, fromStride, toBase, toStride) = (from.Base, from.Stride, to.Base, to.Stride);
        var found = new List<(int, int)>();
        var starts = new List<int>();
        for (int i = 0; i < groups.Length; )
        {
            int n = 1;
            while (
                i + n < groups.Length
                && Enumerable.Range(0, groupSize).All(m => from.Places[groups[i + n][m]] == from.Places[groups[i][m]] + n)
            )
                n++;
            found.Add((i * sizeof(T), n * sizeof(T)));
            starts.AddRange(groups[i].Select(from.ByteOf));
            i += n;
        }
        (runs, members) = ([.. found], [.. starts]);
    }

    public override void Run(byte* tile, int events)
    {
        byte* x = tile + fromBase,
            y = tile + toBase;
        for (int e = 0; e < events; e++, x += fromStride, y += toStride)
        {
            for (int r = 0; r < runs.Length; r++)
            {
                var (to, bytes) = runs[r];
                for (int i = 0; i < bytes; i += Vector128<byte>.Count)
                {
                    var best = Vector128.Load((T*)(x + members[r * groupSize] + i));
                    for (int m = 1; m < groupSize; m++)
                    {
                        var other = Vector128.Load((T*)(x + members[r * groupSize + m] + i));
                        best = greatest ? Vector128.Max(best, other) : Vector128.Min(best, other);
                    }
                    best.Store((T*)(y + to + i));
                }
            }
        }
    }
}
