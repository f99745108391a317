namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// A solution under work: every value that is no input is a row, a sparse sum of integer multiples of other nodes. All changes
/// go through <see cref="Change"/>, which keeps users, pattern gains and costs, and can be undone.
/// </summary>
internal sealed partial class SearchState
{
    private readonly List<int> _dirty = [];
    private readonly List<int> _unsettled = [];
    private readonly UndoLog _log = new();
    private readonly List<(int Node, long Old, long New)> _changes = [];
    private readonly List<(int Node, long Coefficient)> _same = [];
    private readonly bool _depthLimited;
    private int[] _cost = new int[256];
    private bool[] _isDirty = new bool[256];
    private int[] _changeOf = new int[256];
    private readonly KeptWords? _kept;
    private readonly double _registerPrice;
    private bool _deferred;

    /// <param name="matrix">What is to be made.</param>
    /// <param name="moves">The moves of its coefficients.</param>
    /// <param name="depthLimit">Level at which outputs must be ready; null when depth is free, and then levels are not known.</param>
    /// <param name="registerPrice">What a bit that is kept for a level is worth where levels are known.</param>
    public SearchState(ReducedMatrix matrix, MoveTable moves, int? depthLimit, double registerPrice = 0)
    {
        Matrix = matrix;
        _depthLimited = depthLimit.HasValue;
        DepthLimit = depthLimit ?? 0;
        Moves = moves;
        Vectors = CoefficientVectors.For(matrix.Low, matrix.High, matrix.LargestWeights);
        Score = new PatternScore(Moves, Nodes, _depthLimited);
        Gains = new PairGains(Moves, Nodes, Score);
        Tree = new RowTree(Rows, Nodes, Vectors, _depthLimited);
        _registerPrice = registerPrice;
        _kept = _depthLimited && registerPrice > 0 ? new KeptWords(Rows, Nodes, Vectors, Tree) : null;
        Fill();
    }

    public ReducedMatrix Matrix { get; }

    public NodeTable Nodes { get; } = new();

    public RowTable Rows { get; } = new();

    public MoveTable Moves { get; }

    public CoefficientVectors Vectors { get; }

    public PatternScore Score { get; }

    public PairGains Gains { get; }

    public RowTree Tree { get; }

    /// <summary>Level at which outputs must be ready, if depth is limited.</summary>
    public int DepthLimit { get; }

    public bool DepthLimited => _depthLimited;

    /// <summary>Bits of all rows, as of the last <see cref="Evaluate"/>.</summary>
    public long Total { get; private set; }

    /// <summary>What the search makes least: the bits of all rows and, at their price, those of registers, as of the last
    /// <see cref="Evaluate"/>.</summary>
    public double Objective => Total + (_kept is null ? 0 : _registerPrice * _kept.Total());

    /// <summary>First index that is no input.</summary>
    public int FirstRow => Matrix.Inputs;

    /// <summary>First index that is neither input nor output.</summary>
    public int FirstIntermediate => Matrix.Inputs + Matrix.Outputs;

    public long Work => Gains.Work + Tree.Work;

    public bool IsIntermediate(int node) => node >= FirstIntermediate;

    public int LevelOf(int row) => IsIntermediate(row) ? Nodes.Depth[row] : DepthLimit;

    /// <summary>Costs the rows changed since the last time and returns the sum over all rows.</summary>
    public long Evaluate()
    {
        foreach (int row in _dirty)
        {
            if (_isDirty[row])
            {
                _isDirty[row] = false;
                int cost = Nodes.Alive[row] ? Tree.Cost(row, LevelOf(row)) : 0;
                _log.Cost(row, _cost[row]);
                _kept?.Update(row, Nodes.Alive[row] ? LevelOf(row) : null);
                Total += cost - _cost[row];
                _cost[row] = cost;
            }
        }

        _dirty.Clear();
        return Total;
    }

    /// <summary>Whether <paramref name="node"/> is built from <paramref name="other"/>.</summary>
    public bool DependsOn(int node, int other)
    {
        var seen = new HashSet<int>();
        var stack = new Stack<int>();
        stack.Push(node);
        while (stack.TryPop(out int next))
        {
            if (next == other)
            {
                return true;
            }

            if (next >= FirstRow && seen.Add(next))
            {
                foreach (int term in Rows.Nodes(next))
                {
                    stack.Push(term);
                }
            }
        }

        return false;
    }

    private void Grow()
    {
        Rows.Grow(Nodes.Count);
        if (_cost.Length < Nodes.Count)
        {
            Array.Resize(ref _cost, 2 * Nodes.Count);
            Array.Resize(ref _isDirty, 2 * Nodes.Count);
            Array.Resize(ref _changeOf, 2 * Nodes.Count);
        }
    }

    private void MarkDirty(int row)
    {
        if (!_isDirty[row])
        {
            _isDirty[row] = true;
            _dirty.Add(row);
        }
    }
}
