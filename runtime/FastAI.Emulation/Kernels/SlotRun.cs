namespace FastAI.Emulation.Kernels;

/// <summary>Slots one after another whose operands lie one after another too, so that one loop does them all.</summary>
/// <param name="Index">The first slot's index in the lists.</param>
/// <param name="To">The first slot of the result.</param>
/// <param name="First">The first slot of the first operand.</param>
/// <param name="Second">The first slot of the second operand.</param>
/// <param name="Length">How many.</param>
internal readonly record struct SlotRun(int Index, int To, int First, int Second, int Length)
{
    public static SlotRun[] Of(int[] to, int[] first, int[] second) => Of(to, first, second, _ => 0);

    /// <param name="to">Slots of the result.</param>
    /// <param name="first">Slots of the first operand.</param>
    /// <param name="second">Slots of the second operand.</param>
    /// <param name="kind">What must be equal along a run.</param>
    public static SlotRun[] Of<K>(int[] to, int[] first, int[] second, Func<int, K> kind)
        where K : IEquatable<K>
    {
        var runs = new List<SlotRun>();
        for (int i = 0; i < to.Length; )
        {
            int n = 1;
            while (
                i + n < to.Length
                && to[i + n] == to[i] + n
                && first[i + n] == first[i] + n
                && second[i + n] == second[i] + n
                && kind(i + n).Equals(kind(i))
            )
                n++;
            runs.Add(new SlotRun(i, to[i], first[i], second[i], n));
            i += n;
        }
        return [.. runs];
    }
}
