namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Sparse rows (node, coefficient), and for each node the rows that use it.</summary>
internal sealed class RowTable
{
    private int[][] _nodes = new int[256][];
    private long[][] _coefficients = new long[256][];
    private int[] _length = new int[256];
    private int[][] _users = new int[256][];
    private int[] _userCount = new int[256];

    public void Grow(int nodes)
    {
        int size = _length.Length;
        if (nodes <= size)
        {
            return;
        }

        size = Math.Max(nodes, 2 * size);
        Array.Resize(ref _nodes, size);
        Array.Resize(ref _coefficients, size);
        Array.Resize(ref _length, size);
        Array.Resize(ref _users, size);
        Array.Resize(ref _userCount, size);
    }

    public int Length(int row) => _length[row];

    public ReadOnlySpan<int> Nodes(int row) => _nodes[row].AsSpan(0, _length[row]);

    public ReadOnlySpan<long> Coefficients(int row) => _coefficients[row].AsSpan(0, _length[row]);

    public ReadOnlySpan<int> Users(int node) => _users[node].AsSpan(0, _userCount[node]);

    public long Coefficient(int row, int node)
    {
        int place = Nodes(row).IndexOf(node);
        return place < 0 ? 0 : _coefficients[row][place];
    }

    public void Set(int row, int node, long coefficient)
    {
        int place = Nodes(row).IndexOf(node);
        if (place >= 0 && coefficient != 0)
        {
            _coefficients[row][place] = coefficient;
        }
        else if (place >= 0)
        {
            int last = --_length[row];
            _nodes[row][place] = _nodes[row][last];
            _coefficients[row][place] = _coefficients[row][last];
            int user = Users(node).IndexOf(row);
            _users[node][user] = _users[node][--_userCount[node]];
        }
        else if (coefficient != 0)
        {
            int length = _length[row]++;
            if (_nodes[row] == null || length == _nodes[row].Length)
            {
                Array.Resize(ref _nodes[row], Math.Max(4, 2 * length));
                Array.Resize(ref _coefficients[row], Math.Max(4, 2 * length));
            }

            _nodes[row][length] = node;
            _coefficients[row][length] = coefficient;
            int count = _userCount[node]++;
            if (_users[node] == null || count == _users[node].Length)
            {
                Array.Resize(ref _users[node], Math.Max(4, 2 * count));
            }

            _users[node][count] = row;
        }
    }
}
