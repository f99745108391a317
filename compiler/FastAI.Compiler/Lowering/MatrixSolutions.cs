using System.Collections.Concurrent;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>The shift-and-add graph of every different constant matrix of a model; each is searched once, in parallel.</summary>
internal sealed class MatrixSolutions
{
    /// <summary>Weights from which the share of a search that is done is told.</summary>
    private const int LargeSize = 2048;

    private readonly Dictionary<JointProduct, MatrixKey> keys = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<MatrixKey, MatrixSolution> graphs = new();

    private MatrixSolutions(JointProducts products) => Products = products;

    /// <summary>Which matrices are searched together.</summary>
    public JointProducts Products { get; }

    /// <summary>The graph of a product's matrix, made for all its positions.</summary>
    public MatrixSolution this[JointProduct product] => graphs[keys[product]];

    public static MatrixSolutions Solve(
        FixedGraph graph,
        bool[] needed,
        CmvmOptions options,
        bool threeOperands,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var solutions = new MatrixSolutions(JointProducts.Of(graph, needed));
        var levels = new ArrivalLevels(graph, needed, solutions.Products, threeOperands ? 3 : 2);
        var first = new Dictionary<MatrixKey, string>();
        foreach (JointProduct product in solutions.Products.All)
        {
            MatrixKey key = MatrixKey.Of(product.Block, graph.Nodes[product.Input].Type, levels.Of(product));
            solutions.keys.Add(product, key);
            first.TryAdd(key, product.Layer);
        }
        int done = 0;
        try
        {
            // large ones first, so that none is left alone at the end
            Parallel.ForEach(
                Partitioner.Create(first.OrderByDescending(p => p.Key.Size).ToList(), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                pair =>
                {
                    MatrixSolution solved = Solve(pair.Key, pair.Value, options, threeOperands, progress, cancellation);
                    solutions.graphs[pair.Key] = solved;
                    int count = Interlocked.Increment(ref done);
                    if (pair.Key.Size >= 256)
                        progress?.Report(
                            $"{pair.Value}: matrix of {pair.Key.Rows} x {pair.Key.Columns} in {solved.Description} ({count} of {first.Count} matrices)"
                        );
                }
            );
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<FastAIException>().FirstOrDefault() is { } failure)
        {
            throw new FastAIException(failure.Code, failure.Message, failure);
        }
        return solutions;
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
