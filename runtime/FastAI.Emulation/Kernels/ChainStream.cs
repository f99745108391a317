using System.Runtime.InteropServices;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// What the maps of a <see cref="WholeChain{T, U}"/> are made of, in the order of its use: of each part the biases, for each 32 bits read
/// the weights of all lanes, then the limits. Two items of a map before the last are one part.
/// </summary>
internal sealed class ChainStream
{
    private const int Lanes = 8;

    private const int Register = 32;

    private readonly List<ChainPart> parts = [];
    private readonly List<byte> data = [];

    /// <param name="maps">The maps.</param>
    /// <param name="units">How many times 32 bits there are for the first.</param>
    /// <param name="between">Bytes of a lane's limits in all maps but the last.</param>
    /// <param name="last">Bytes of a lane's limits in the last.</param>
    public ChainStream(RowData[] maps, int units, int between, int last)
    {
        foreach (var map in maps[..^1])
        {
            Add(map, map.Items, units, between);
            units = map.Items.Length * RegisterSums.Units;
        }
        foreach (var item in maps[^1].Items)
            Add(maps[^1], [item], units, last);
    }

    public ReadOnlySpan<ChainPart> Parts => CollectionsMarshal.AsSpan(parts);

    public ReadOnlySpan<byte> Data => CollectionsMarshal.AsSpan(data);

    /// <summary>Bytes in whole registers: none of what is loaded lies in two cache lines.</summary>
    public static int Whole(int bytes) => (bytes + Register - 1) & ~(Register - 1);

    private void Add(RowData map, RowItem[] items, int units, int limitBytes)
    {
        int vectors = items.Sum(i => i.Vectors);
        parts.Add(new ChainPart(vectors, units, (1 + units) * vectors * Register, items[0].Target - map.Items[0].Target));
        foreach (var item in items)
            data.AddRange(MemoryMarshal.AsBytes(map.Bias.AsSpan(item.Bias, item.Vectors * Lanes)));
        for (int u = 0; u < units; u++)
            foreach (var item in items)
                data.AddRange(u < item.Units ? Weights(map, item, u) : new byte[item.Vectors * Register]);
        foreach (var item in items)
        {
            int limits = item.Vectors * Lanes * limitBytes;
            data.AddRange(map.Limits.AsSpan(item.Limits, limits));
            data.AddRange(new byte[Whole(limits) - limits]);
        }
    }

    private static ReadOnlySpan<byte> Weights(RowData map, RowItem item, int unit) =>
        MemoryMarshal.AsBytes(map.Weights.AsSpan(item.Weights + unit * item.Vectors * Lanes, item.Vectors * Lanes));
}
