using System.Collections.Concurrent;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>The shift-and-add graph of every different constant matrix of a model; each is searched once, in parallel, and the longer the
/// more often it stands in the design.</summary>
internal sealed class MatrixSolutions
{
    /// <summary>Weights from which the share of a search that is done is told.</summary>
    private const int LargeSize = 2048;

    private readonly Dictionary<JointProduct, MatrixPart[]> parts = new(ReferenceEqualityComparer.Instance);

    private MatrixSolutions(JointProducts products) => Products = products;

    /// <summary>Which matrices are searched together.</summary>
    public JointProducts Products { get; }

    /// <summary>The blocks that a product is computed in, with their adders: its own, or neighbouring positions together where that takes
    /// fewer tables.</summary>
    public IReadOnlyList<MatrixPart> this[JointProduct product] => parts[product];

    public static MatrixSolutions Solve(
        FixedGraph graph,
        bool[] needed,
        CmvmOptions options,
        bool threeOperands,
        int maxWords,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var solutions = new MatrixSolutions(JointProducts.Of(graph, needed));
        var levels = new ArrivalLevels(graph, needed, solutions.Products, threeOperands ? 3 : 2);
        var ways = new List<(JointProduct Product, AffineBlock[] Blocks)>();
        var searches = new Dictionary<MatrixKey, MatrixSearch>();
        foreach (JointProduct product in solutions.Products.All)
        {
            ways.Add((product, [product.Block]));
            if (options.Effort > 0 && WindowTiles.Of(product.Block) is { } tiles)
                ways.Add((product, tiles));
        }
        foreach ((JointProduct product, AffineBlock[] blocks) in ways)
        foreach (AffineBlock block in blocks)
        {
            MatrixKey key = KeyOf(product, block);
            MatrixSearch search = searches.GetValueOrDefault(key) ?? new(product.Layer, 0);
            searches[key] = search with { Places = search.Places + block.Positions };
        }
        ConcurrentDictionary<MatrixKey, MatrixSolution> graphs = Solve(searches, options, threeOperands, progress, cancellation);
        foreach (var way in ways.GroupBy(w => w.Product))
        {
            MatrixPart[][] found = [.. way.Select(w => w.Blocks.Select(b => new MatrixPart(b, graphs[KeyOf(w.Product, b)])).ToArray())];
            solutions.parts[way.Key] =
                found.Length == 1 ? found[0] : found.MinBy(p => PlacedCost.Of(way.Key, p, graph.Nodes[way.Key.Input].Type, maxWords))!;
        }
        return solutions;

        MatrixKey KeyOf(JointProduct product, AffineBlock block) =>
            MatrixKey.Of(block, graph.Nodes[product.Input].Type, levels.Of(product.Input, block));
    }

    private static ConcurrentDictionary<MatrixKey, MatrixSolution> Solve(
        Dictionary<MatrixKey, MatrixSearch> searches,
        CmvmOptions options,
        bool threeOperands,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var graphs = new ConcurrentDictionary<MatrixKey, MatrixSolution>();
        int done = 0;
        try
        {
            // large ones first, so that none is left alone at the end
            Parallel.ForEach(
                Partitioner.Create(searches.OrderByDescending(p => p.Key.Size).ToList(), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                pair =>
                {
                    CmvmOptions own = options with { Places = pair.Value.Places };
                    MatrixSolution solved = Solve(pair.Key, pair.Value.Layer, own, threeOperands, progress, cancellation);
                    graphs[pair.Key] = solved;
                    int count = Interlocked.Increment(ref done);
                    if (pair.Key.Size >= 256)
                        progress?.Report(
                            $"{pair.Value.Layer}: matrix of {pair.Key.Rows} x {pair.Key.Columns} in {solved.Description} ({count} of {searches.Count} matrices)"
                        );
                }
            );
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<FastAIException>().FirstOrDefault() is { } failure)
        {
            throw new FastAIException(failure.Code, failure.Message, failure);
        }
        return graphs;
    }

    private static MatrixSolution Solve(
        MatrixKey key,
        string layer,
        CmvmOptions options,
        bool threeOperands,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var weights = new long[key.Rows, key.Columns];
        for (int k = 0; k < key.Rows; k++)
        for (int m = 0; m < key.Columns; m++)
            weights[k, m] = key.Weights[k * key.Columns + m];
        long[] low = new long[key.Rows],
            high = new long[key.Rows];
        for (int k = 0; k < key.Rows; k++)
            (low[k], high[k]) = ((long)key.Ranges[k].Low, (long)key.Ranges[k].High);
        try
        {
            var problem = new ConstantMatrixProblem(weights, low, high, key.Levels);
            PercentProgress? percent =
                progress is null || key.Size < LargeSize
                    ? null
                    : new PercentProgress($"{layer}: matrix of {key.Rows} x {key.Columns}", progress);
            return threeOperands && TernarySolver.Takes(problem)
                ? new(problem, null, TernarySolver.Solve(problem, options, cancellation, percent))
                : new(problem, ConstantMatrixSolver.Solve(problem, options, cancellation, percent), null);
        }
        catch (FastAIException e)
        {
            throw new FastAIException(e.Code, $"layer '{layer}': {e.Message}", e);
        }
    }
}
