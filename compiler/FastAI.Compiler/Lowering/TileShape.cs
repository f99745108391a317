using System.Runtime.InteropServices;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Which of a tile's words each row of each position reads; words are numbered as they are first read, padding is -1.</summary>
internal sealed class TileShape : IEquatable<TileShape>
{
    private readonly int[] local;
    private readonly int words;

    private TileShape(int[] local, int words) => (this.local, this.words) = (local, words);

    public static TileShape Of(AffineBlock block, int first, int positions)
    {
        var numbers = new Dictionary<int, int>();
        var local = new int[positions * block.Rows];
        for (int i = 0; i < local.Length; i++)
        {
            int word = block.InputMap[first * block.Rows + i];
            if (word < 0)
                local[i] = -1;
            else if (!numbers.TryGetValue(word, out local[i]))
                numbers.Add(word, local[i] = numbers.Count);
        }
        return new(local, numbers.Count);
    }

    /// <summary>One block of the tiles that begin at <paramref name="firsts"/>.</summary>
    public AffineBlock Join(AffineBlock block, List<int> firsts)
    {
        int positions = local.Length / block.Rows,
            columns = positions * block.Columns,
            rows = Math.Max(1, words);
        var weights = new long[rows * columns];
        for (int i = 0; i < local.Length; i++)
        for (int m = 0; m < block.Columns && local[i] >= 0; m++)
            weights[local[i] * columns + i / block.Rows * block.Columns + m] += block.Weight(i % block.Rows, m);
        var input = new int[firsts.Count * rows];
        Array.Fill(input, -1);
        var output = new int[firsts.Count * columns];
        for (int t = 0; t < firsts.Count; t++)
        {
            for (int i = 0; i < local.Length; i++)
                if (local[i] >= 0)
                    input[t * rows + local[i]] = block.InputMap[firsts[t] * block.Rows + i];
            block.OutputMap.AsSpan().Slice(firsts[t] * block.Columns, columns).CopyTo(output.AsSpan(t * columns));
        }
        return new(
            rows,
            columns,
            ImmutableCollectionsMarshal.AsImmutableArray(input),
            ImmutableCollectionsMarshal.AsImmutableArray(output),
            ImmutableCollectionsMarshal.AsImmutableArray(weights),
            [.. Enumerable.Repeat(block.Bias, positions).SelectMany(b => b)]
        );
    }

    public bool Equals(TileShape? other) => other is not null && local.AsSpan().SequenceEqual(other.local.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TileShape);

    public override int GetHashCode()
    {
        var code = new HashCode();
        code.AddBytes(MemoryMarshal.AsBytes(local.AsSpan()));
        return code.ToHashCode();
    }
}
