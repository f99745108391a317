using FastAI.Compiler.ConstantMatrix;
using Xunit;

namespace FastAI.Compiler.Tests.ConstantMatrix;

public sealed class PairBlocksTests
{
    /// <summary>Gains of one, two and three words a plane, small and beyond the planes there are at first.</summary>
    [Theory]
    [InlineData(30, 20)]
    [InlineData(86, 300)]
    [InlineData(178, 3000)]
    public void Bit_sliced_gains_are_those_of_plain_counters(int slots, int most)
    {
        var random = new Random(slots);
        var blocks = new PairBlocks(slots);
        var gains = new int[600][];
        var added = new List<(int Block, ulong[] Planes, int[] Gains)>();
        var blockOf = new int[gains.Length];
        for (int pair = 0; pair < gains.Length; pair++)
        {
            gains[pair] = new int[slots];
            blockOf[pair] = blocks.Take(pair, pair + 1);
        }

        for (int step = 0; step < 12 * most; step++)
        {
            if (random.Next(3) > 0 || added.Count == 0)
            {
                int pair = random.Next(8) > 0 ? random.Next(4) : random.Next(gains.Length);
                int[] own = [.. Enumerable.Range(0, slots).Select(_ => random.Next(4) == 0 ? random.Next(8) : 0)];
                ulong[] planes = Planes(own, 3);
                added.Add((pair, planes, own));
                Sum(gains[pair], own, 1);
                Assert.Equal(gains[pair].Max() > 1, blocks.Add(blockOf[pair], planes));
            }
            else
            {
                int which = random.Next(added.Count);
                (int pair, ulong[] planes, int[] own) = added[which];
                added.RemoveAt(which);
                Sum(gains[pair], own, -1);
                blocks.Subtract(blockOf[pair], planes);
            }
        }

        for (int pair = 0; pair < gains.Length; pair++)
        {
            Assert.Equal((pair, pair + 1), (blocks.HeadOf(blockOf[pair]).U, blocks.HeadOf(blockOf[pair]).V));
            for (int slot = 0; slot < slots; slot++)
            {
                Assert.Equal(gains[pair][slot], blocks.Gain(blockOf[pair], slot));
                Assert.Equal(gains[pair][slot] > 1, ((blocks.Worth(blockOf[pair], slot >> 6) >> (slot & 63)) & 1) == 1);
            }
        }
    }

    private static void Sum(int[] gains, int[] own, int sign)
    {
        for (int slot = 0; slot < gains.Length; slot++)
        {
            gains[slot] += sign * own[slot];
        }
    }

    private static ulong[] Planes(int[] gains, int bits)
    {
        var planes = new ulong[((gains.Length + 63) / 64) * bits];
        for (int slot = 0; slot < gains.Length; slot++)
        {
            for (int p = 0; p < bits; p++)
            {
                planes[((slot >> 6) * bits) + p] |= (ulong)((gains[slot] >> p) & 1) << (slot & 63);
            }
        }

        return planes;
    }
}
