using FastAI.Model.FixedGraph;

namespace FastAI.Model.Streaming;

/// <summary>Numbers for parameters of operations: equal content, equal number.</summary>
internal sealed class ParameterTable
{
    private readonly SequenceTable sequences = new();
    private readonly Dictionary<LookupTable, int> tables = [];
    private readonly Dictionary<TreeEnsemble, int> ensembles = [];

    /// <summary>The matrix and bias of a block, whatever its maps.</summary>
    public int Of(AffineBlock block)
    {
        var words = new int[2 + 2 * (block.Weights.Length + block.Bias.Length)];
        int at = 0;
        words[at++] = block.Rows;
        words[at++] = block.Columns;
        foreach (long value in block.Weights)
            at = Append(words, at, value);
        foreach (long value in block.Bias)
            at = Append(words, at, value);
        return sequences.Intern(words);
    }

    public int Of(ReadOnlySpan<int> fractions) => sequences.Intern(fractions);

    public int Of(LookupTable table)
    {
        if (!tables.TryGetValue(table, out int number))
            tables.Add(table, number = tables.Count);
        return number;
    }

    public int Of(TreeEnsemble ensemble)
    {
        if (!ensembles.TryGetValue(ensemble, out int number))
            ensembles.Add(ensemble, number = ensembles.Count);
        return number;
    }

    private static int Append(int[] words, int at, long value)
    {
        words[at++] = (int)value;
        words[at++] = (int)(value >> 32);
        return at;
    }
}
