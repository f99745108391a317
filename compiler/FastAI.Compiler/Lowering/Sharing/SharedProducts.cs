using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering.Sharing;

/// <summary>
/// Which constant matrices are shared by the phases of an event: those that take less so than as shift-and-add graphs, by the tables of their
/// adders, multipliers and weights, a multiplier block counted as <see cref="MultiplierCost.BlockInLuts"/> tables, or as nothing where
/// blocks are asked for. Registers are not counted.
/// </summary>
internal sealed class SharedProducts
{
    private readonly Dictionary<JointProduct, ISharedForm> forms = new(ReferenceEqualityComparer.Instance);

    private SharedProducts(int cycles, ImmutableArray<ProductReuse> decisions) => (Cycles, Decisions) = (cycles, decisions);

    /// <summary>Phases of an event.</summary>
    public int Cycles { get; }

    /// <summary>What was decided, in the order of the products.</summary>
    public ImmutableArray<ProductReuse> Decisions { get; }

    /// <summary>The shared form of a product; null where it stays parallel.</summary>
    public ISharedForm? this[JointProduct product] => forms.GetValueOrDefault(product);

    /// <exception cref="FastAIException">Nothing is shared.</exception>
    public static SharedProducts Choose(
        FixedGraph graph,
        MatrixSolutions matrices,
        ReuseOptions options,
        bool threeOperands,
        int maxWords,
        IProgress<string>? progress
    )
    {
        var decisions = ImmutableArray.CreateBuilder<ProductReuse>();
        var chosen = new List<(JointProduct, ISharedForm)>();
        foreach (JointProduct product in matrices.Products.All)
        {
            TensorType input = graph.Nodes[product.Input].Type;
            long parallel = PlacedCost.Of(product, matrices[product], input, maxWords);
            var form = new SharedColumns(product.Block, options.Cycles, threeOperands);
            (long luts, long blocks) = PlacedCost.Of(product, form, input, options, maxWords);
            bool shares = luts + (Price(options) * blocks) < parallel;
            decisions.Add(
                new(
                    product.Layer,
                    shares ? form.Form : ProductForm.Parallel,
                    parallel,
                    luts,
                    blocks,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"about {luts} LUT{(blocks > 0 ? $" and {blocks} DSP" : "")} shared by {options.Cycles} cycles, {parallel} LUT as shifts and additions"
                    )
                )
            );
            progress?.Report($"{product.Layer}: {(shares ? "shared" : "parallel")}, {decisions[^1].Reason}");
            if (shares)
                chosen.Add((product, form));
        }
        var products = new SharedProducts(options.Cycles, decisions.ToImmutable());
        if (chosen.Count == 0)
            throw FastAIException.Unsupported(Nothing(products.Decisions, options));
        foreach ((JointProduct product, ISharedForm form) in chosen)
            products.forms.Add(product, form);
        return products;
    }

    private static int Price(ReuseOptions options) => options.Multipliers == MultiplierChoice.Dsp ? 0 : MultiplierCost.BlockInLuts;

    private static string Nothing(ImmutableArray<ProductReuse> decisions, ReuseOptions options) =>
        decisions.IsEmpty
            ? $"a reuse of {options.Cycles} has nothing to share: the model has no layer with constant weights; leave --reuse out"
            : $"a reuse of {options.Cycles} saves nothing, so that every layer would stay as it is and events come {options.Cycles} cycles apart for nothing: "
                + string.Join("; ", decisions.Select(d => $"'{d.Layer}' takes {d.Reason}"))
                + "; use a larger --reuse, --multipliers dsp, or leave --reuse out";
}
