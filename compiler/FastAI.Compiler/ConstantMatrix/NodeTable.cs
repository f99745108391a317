namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Properties of the search's nodes: inputs, then outputs, then intermediates, whose indices are used again.</summary>
internal sealed class NodeTable
{
    private readonly Stack<int> _free = new();

    public bool[] Alive = new bool[256];
    public NodeSpan[] Span = new NodeSpan[256];
    public int[] Depth = new int[256];

    /// <summary>The group of inputs that a node is made of; outputs have one each, below 0. Patterns are sought within a group.</summary>
    public int[] Group = new int[256];

    /// <summary>A hash of the input coefficients that is linear in them.</summary>
    public ulong[] Hash = new ulong[256];

    /// <summary>Number of indices ever used.</summary>
    public int Count { get; private set; }

    /// <summary>A live node.</summary>
    public int Take()
    {
        if (!_free.TryPop(out int node))
        {
            node = Count++;
            if (Count > Alive.Length)
            {
                Array.Resize(ref Alive, 2 * node);
                Array.Resize(ref Span, 2 * node);
                Array.Resize(ref Depth, 2 * node);
                Array.Resize(ref Group, 2 * node);
                Array.Resize(ref Hash, 2 * node);
            }
        }

        Alive[node] = true;
        return node;
    }

    /// <summary>Lets a dead node's index be used again.</summary>
    public void Release(int node) => _free.Push(node);
}
