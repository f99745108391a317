using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Boosted decision trees of full depth on 16 features of 16 bits, with random thresholds
/// and leaves of 10 fraction bits.</summary>
internal static class ReferenceTrees
{
    private const int Features = 16;

    public static FixedGraph Create(int trees, int depth)
    {
        var random = new Random(7);
        int inner = (1 << depth) - 1,
            outer = 1 << depth;
        int Branch(int tree, int child) => child < inner ? tree * inner + child : ~(tree * outer + child - inner);
        int nodes = trees * inner;
        var structure = new TreeStructure(
            [.. Enumerable.Range(0, trees + 1).Select(t => t * inner)],
            [.. Enumerable.Range(0, trees + 1)],
            [.. new int[trees]],
            [.. Enumerable.Range(0, nodes).Select(_ => random.Next(Features))],
            [.. Enumerable.Range(0, nodes).Select(n => Branch(n / inner, 2 * (n % inner) + 1))],
            [.. Enumerable.Range(0, nodes).Select(n => Branch(n / inner, 2 * (n % inner) + 2))],
            trees * outer
        );
        var ensemble = new TreeEnsemble(
            structure,
            [.. Enumerable.Range(0, nodes).Select(_ => random.NextInt64(-8000, 8000))],
            [.. Enumerable.Range(0, trees * outer).Select(_ => random.NextInt64(-300, 300))],
            [17]
        );
        var builder = new FixedGraphBuilder($"trees_{trees}_depth_{depth}");
        int x = builder.Input("x", new Shape(Features), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 16, 6), Features));
        builder.Output("y", builder.TreeEnsemble("score", x, new Shape(1), ensemble, PerElement<int>.Uniform(10, 1)));
        return builder.Build();
    }
}
