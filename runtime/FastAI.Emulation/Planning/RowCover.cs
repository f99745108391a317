using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// The runs of 32 bits that cover what some positions of an affine map read of an event, and the rows of the matrices that their parts meet. An element that a position
/// reads twice is covered twice.
/// </summary>
internal sealed class RowCover
{
    private const int UnitBytes = sizeof(int);

    private readonly int parts;
    private readonly List<(EventTensor Tensor, int Offset)> units = [];
    private readonly List<int[]> rows = [];

    /// <param name="blocks">Blocks of the map.</param>
    /// <param name="positions">Which of their positions.</param>
    /// <param name="source">The kept element that each input element is.</param>
    public RowCover(IReadOnlyList<AffineBlock> blocks, (int Block, int Position)[] positions, EventElement[] source)
    {
        var terms = new List<(int Copy, int Tensor, int Offset, int Position, int Row)>();
        var tensors = new List<EventTensor>();
        for (int p = 0; p < positions.Length; p++)
        {
            var block = blocks[positions[p].Block];
            var seen = new Dictionary<(int, int), int>();
            for (int k = 0; k < block.Rows; k++)
            {
                int index = block.InputMap[positions[p].Position * block.Rows + k];
                if (index < 0) continue;
                int tensor = tensors.IndexOf(source[index].Tensor);
                if (tensor < 0)
                {
                    tensor = tensors.Count;
                    tensors.Add(source[index].Tensor);
                }
                int offset = source[index].Tensor.ByteOf(source[index].Index), copy = seen.GetValueOrDefault((tensor, offset));
                seen[(tensor, offset)] = copy + 1;
                terms.Add((copy, tensor, offset, p, k));
            }
        }
        terms.Sort();
        parts = tensors.Count == 0 ? 1 : UnitBytes / tensors[0].ElementBytes;
        var (openCopy, openTensor) = (-1, -1);
        foreach (var (copy, tensor, offset, position, row) in terms)
        {
            if (copy != openCopy || tensor != openTensor || offset >= units[^1].Offset + UnitBytes)
            {
                (openCopy, openTensor) = (copy, tensor);
                units.Add((tensors[tensor], offset));
                int[] none = new int[parts * positions.Length];
                Array.Fill(none, -1);
                rows.Add(none);
            }
            rows[^1][position * parts + (offset - units[^1].Offset) * parts / UnitBytes] = row;
        }
        Pattern = string.Join(';', rows.Select(r => string.Join(',', r)));
    }

    /// <summary>Tensor and first byte within an event of each unit; those of a tensor follow one another.</summary>
    public IReadOnlyList<(EventTensor Tensor, int Offset)> Units => units;

    /// <summary>Equal for positions that meet their matrices in the same way.</summary>
    public string Pattern { get; }

    /// <summary>The weights that a unit meets in a column at one of the positions, with so many zeros appended, lowest part first.</summary>
    public int Weight(AffineBlock block, int unit, int position, int column, int zeros)
    {
        int bits = 32 / parts;
        uint word = 0;
        for (int i = 0; i < parts; i++)
        {
            int row = rows[unit][position * parts + i];
            if (row >= 0) word |= ((uint)(block.Weight(row, column) << zeros) & ((1u << bits) - 1)) << (i * bits);
        }
        return (int)word;
    }
}
