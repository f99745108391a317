using FastAI.Compiler.Estimation;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>Tables of the adders of a product at all its positions, where what two positions have in common is made once.</summary>
internal static class PlacedCost
{
    /// <summary>Puts the parts into a circuit of their own and adds up its words.</summary>
    /// <param name="product">What the parts compute together.</param>
    /// <param name="parts">Each sum of the product once.</param>
    /// <param name="input">Of the product's input; its intervals decide how wide adders are.</param>
    /// <param name="maxWords">Number of words beyond which the design is refused.</param>
    public static long Of(JointProduct product, IEnumerable<MatrixPart> parts, TensorType input, int maxWords)
    {
        var builder = new CircuitBuilder(maxWords);
        builder.BeginLayer(product.Layer);
        var words = new int[input.Count];
        foreach (int element in product.Block.InputMap.Distinct().Where(e => e >= 0))
            words[element] = builder.State(element, input[element].Range);
        var sums = new int[product.Block.Positions * product.Block.Columns];
        foreach (MatrixPart part in parts)
            part.Lower(words, sums, builder);
        return builder.Words.Sum(w => AdderTables(w, builder.Words));
    }

    private static long AdderTables(Word word, IReadOnlyList<Word> words) =>
        word switch
        {
            AddWord add when add.IsDisjoint(words[add.Left], words[add.Right]) => 0,
            AddWord add => WordCost.Columns(add, words[add.Left], words[add.Right]),
            SumWord sum => SumColumns.Of(words, sum).Luts,
            _ => 0,
        };
}
