using FastAI.Compiler.Estimation;
using FastAI.Compiler.Lowering.Sharing;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
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
        (CircuitBuilder builder, int[] words, int[] sums) = Begin(product, input, maxWords);
        foreach (MatrixPart part in parts)
            part.Lower(words, sums, builder);
        return builder.Words.Sum(w => AdderTables(w, builder.Words));
    }

    /// <summary>Tables and multiplier blocks of a product that is shared by the phases of an event.</summary>
    /// <param name="product">What the form computes.</param>
    /// <param name="form">The shared form.</param>
    /// <param name="input">Of the product's input.</param>
    /// <param name="options">What multipliers are made of.</param>
    /// <param name="maxWords">Number of words beyond which the design is refused.</param>
    public static (long Luts, long Blocks) Of(JointProduct product, ISharedForm form, TensorType input, ReuseOptions options, int maxWords)
    {
        (CircuitBuilder builder, int[] words, int[] sums) = Begin(product, input, maxWords);
        form.Lower(words, sums, builder);
        var formats = PerElement<FixedFormat>.Create(sums.Length, i => FixedFormat.ForInterval(builder.RangeOf(sums[i]), 0));
        Circuit circuit = builder.Build(product.Layer, [], [new("sums", new Shape(sums.Length), [.. sums], formats)]);
        circuit = circuit with { Reuse = options.Cycles };
        new MapMultipliers(options.Model, options.Multipliers, phases: 1).Run(ref circuit);
        long luts = 0,
            blocks = 0,
            bits = 0;
        foreach (Word word in circuit.Words)
        {
            Resources needs = word switch
            {
                TableWord table => new(TableCost.Luts(table.Table), 0, 0, 0, 0),
                ProductRowWord row => new(WordCost.Columns(row, circuit.Words[row.Multiplicand]), 0, 0, 0, 0),
                MultiplyWord multiply => WordCost.Multiply(circuit.Words[multiply.Left], circuit.Words[multiply.Right]),
                _ => new(AdderTables(word, circuit.Words), 0, 0, 0, 0),
            };
            bits += word is LutWord ? 1 : 0;
            luts += needs.Lut;
            blocks += needs.Dsp;
        }
        // bits of weights, two of which share a table where it has two outputs
        return (luts + (options.Model.HasDualTables ? (bits + 1) / 2 : bits), blocks);
    }

    /// <summary>A circuit with the product's inputs alone.</summary>
    private static (CircuitBuilder Builder, int[] Words, int[] Sums) Begin(JointProduct product, TensorType input, int maxWords)
    {
        var builder = new CircuitBuilder(maxWords);
        builder.BeginLayer(product.Layer);
        var words = new int[input.Count];
        foreach (int element in product.Block.InputMap.Distinct().Where(e => e >= 0))
            words[element] = builder.State(element, input[element].Range);
        return (builder, words, new int[product.Block.Positions * product.Block.Columns]);
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
