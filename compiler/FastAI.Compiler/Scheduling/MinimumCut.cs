namespace FastAI.Compiler.Scheduling;

/// <summary>
/// The cheapest set of edges that separates a sink from a source, by the greatest flow (Dinic, Soviet Math. Dokl. 11, 1970: shortest
/// augmenting paths, level by level). Node 0 is the source, node 1 the sink.
/// </summary>
internal sealed class MinimumCut(int nodes)
{
    /// <summary>An edge that is never cut.</summary>
    public const int Never = int.MaxValue / 4;

    public const int Source = 0;

    public const int Sink = 1;

    private readonly List<int> to = [];
    private readonly List<int> capacity = [];
    private readonly List<int> next = [];
    private readonly int[] first = Filled(nodes);
    private readonly int[] level = new int[nodes];
    private readonly int[] current = new int[nodes];

    /// <summary>An edge; cutting it costs <paramref name="cost"/> when <paramref name="from"/> is on the source's side and
    /// <paramref name="target"/> is not.</summary>
    public void Add(int from, int target, int cost)
    {
        Half(from, target, cost);
        Half(target, from, 0);
    }

    /// <summary>For each node whether it is on the source's side of a cheapest cut: the smallest such side.</summary>
    public bool[] Solve()
    {
        while (Label())
            Augment();
        return Array.ConvertAll(level, l => l >= 0);
    }

    private void Half(int from, int target, int cost)
    {
        to.Add(target);
        capacity.Add(cost);
        next.Add(first[from]);
        first[from] = to.Count - 1;
    }

    /// <summary>Distances from the source over edges that are not full.</summary>
    private bool Label()
    {
        Array.Fill(level, -1);
        var queue = new Queue<int>();
        level[Source] = 0;
        queue.Enqueue(Source);
        while (queue.TryDequeue(out int node))
        {
            for (int e = first[node]; e >= 0; e = next[e])
            {
                if (capacity[e] == 0 || level[to[e]] >= 0)
                    continue;
                level[to[e]] = level[node] + 1;
                queue.Enqueue(to[e]);
            }
        }
        return level[Sink] >= 0;
    }

    /// <summary>A blocking flow, by a walk along a path of edges.</summary>
    private void Augment()
    {
        first.CopyTo(current, 0);
        var path = new List<int>();
        int node = Source;
        while (true)
        {
            if (node == Sink)
            {
                int flow = int.MaxValue;
                foreach (int e in path)
                    flow = Math.Min(flow, capacity[e]);
                int full = -1;
                for (int i = path.Count - 1; i >= 0; i--)
                {
                    capacity[path[i]] -= flow;
                    capacity[path[i] ^ 1] += flow;
                    if (capacity[path[i]] == 0)
                        full = i;
                }
                node = to[path[full] ^ 1];
                path.RemoveRange(full, path.Count - full);
                continue;
            }
            int edge = current[node];
            while (edge >= 0 && (capacity[edge] == 0 || level[to[edge]] != level[node] + 1))
                edge = next[edge];
            current[node] = edge;
            if (edge >= 0)
            {
                path.Add(edge);
                node = to[edge];
            }
            else
            {
                if (path.Count == 0)
                    return;
                node = to[path[^1] ^ 1];
                path.RemoveAt(path.Count - 1);
                current[node] = next[current[node]];
            }
        }
    }

    private static int[] Filled(int count)
    {
        var result = new int[count];
        Array.Fill(result, -1);
        return result;
    }
}
