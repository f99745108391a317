using System.Runtime.InteropServices;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// The runs of 32 bits that cover what some positions of an affine map read of an event, and the rows of the matrices that their parts
/// meet. An element that a position reads twice is covered twice.
/// </summary>
internal sealed class RowCover
{
    private const int UnitBytes = sizeof(int);

    private readonly int parts;
    private readonly List<int> units = [];
    private readonly List<int[]> rows = [];

    /// <param name="blocks">Blocks of the map.</param>
    /// <param name="positions">Which of their positions.</param>
    /// <param name="tensor">What they read.</param>
    /// <param name="source">Which of its elements each input element is.</param>
    public RowCover(IReadOnlyList<AffineBlock> blocks, (int Block, int Position)[] positions, EventTensor tensor, int[] source)
    {
        parts = UnitBytes / tensor.ElementBytes;
        var terms = new List<(int Copy, int Offset, int Position, int Row)>();
        var copies = new Dictionary<int, int>();
        for (int p = 0; p < positions.Length; p++)
        {
            var block = blocks[positions[p].Block];
            copies.Clear();
            for (int k = 0; k < block.Rows; k++)
            {
                int index = block.InputMap[positions[p].Position * block.Rows + k];
                if (index < 0)
                    continue;
                int offset = tensor.ByteOf(source[index]);
                ref int copy = ref CollectionsMarshal.GetValueRefOrAddDefault(copies, offset, out _);
                terms.Add((copy++, offset, p, k));
            }
        }
        terms.Sort();
        int open = -1;
        foreach (var (copy, offset, position, row) in terms)
        {
            if (copy != open || offset >= units[^1] + UnitBytes)
            {
                open = copy;
                units.Add(offset);
                int[] none = new int[parts * positions.Length];
                Array.Fill(none, -1);
                rows.Add(none);
            }
            rows[^1][position * parts + (offset - units[^1]) * parts / UnitBytes] = row;
        }
        PutPairsFirst();
        Pattern = string.Join(';', rows.Select(r => string.Join(',', r)));
    }

    /// <summary>First byte within an event of each unit.</summary>
    public IReadOnlyList<int> Units => units;

    /// <summary>How many times two units follow each other; these come first.</summary>
    public int Pairs { get; private set; }

    /// <summary>Equal for positions that meet their matrices in the same way.</summary>
    public string Pattern { get; }

    private void PutPairsFirst()
    {
        List<int> paired = [],
            single = [];
        for (int u = 0; u < units.Count; u++)
        {
            if (u + 1 < units.Count && units[u + 1] == units[u] + UnitBytes)
                paired.AddRange([u, ++u]);
            else
                single.Add(u);
        }
        Pairs = paired.Count / 2;
        int[] order = [.. paired, .. single];
        int[] offsets = [.. order.Select(u => units[u])];
        int[][] parted = [.. order.Select(u => rows[u])];
        units.Clear();
        units.AddRange(offsets);
        rows.Clear();
        rows.AddRange(parted);
    }

    /// <summary>The weights that a unit meets in a column at one of the positions, with so many
    /// zeros appended, lowest part first.</summary>
    public int Weight(AffineBlock block, int unit, int position, int column, int zeros)
    {
        int bits = 32 / parts;
        uint word = 0;
        for (int i = 0; i < parts; i++)
        {
            int row = rows[unit][position * parts + i];
            if (row >= 0)
                word |= ((uint)(block.Weight(row, column) << zeros) & ((1u << bits) - 1)) << (i * bits);
        }
        return (int)word;
    }
}
