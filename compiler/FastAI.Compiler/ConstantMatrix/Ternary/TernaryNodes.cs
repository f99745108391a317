using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>The inputs, and the sums of two or three terms that several rows or nodes share; numbers of dropped nodes are given
/// again.</summary>
internal sealed class TernaryNodes
{
    private readonly ConstantMatrixProblem problem;
    private readonly List<TernaryTerm[]?> terms = [];
    private readonly List<TernaryTerm[]> gone = [];
    private readonly List<List<int>> readers = [];
    private readonly List<long[]> vectors = [];
    private readonly List<int> depths = [];
    private readonly List<int> groups = [];
    private readonly List<int> free = [];

    /// <param name="problem">The matrix.</param>
    /// <param name="groupInputs">Neighbouring inputs of a group; patterns are sought within a group.</param>
    public TernaryNodes(ConstantMatrixProblem problem, int groupInputs)
    {
        this.problem = problem;
        Groups = (int)Math.Max(1, (problem.Inputs + (long)groupInputs - 1) / groupInputs);
        for (int i = 0; i < problem.Inputs; i++)
        {
            int node = Number();
            vectors[node][i] = 1;
            depths[node] = problem.Depth[i];
            groups[node] = i / groupInputs;
            (Low[node], High[node]) = (problem.Low[i], problem.High[i]);
        }
    }

    /// <summary>For each node, inputs first, how many terms read it.</summary>
    public List<int> Uses { get; } = [];

    /// <summary>Lowest value of each node.</summary>
    public List<long> Low { get; } = [];

    /// <summary>Highest value of each node.</summary>
    public List<long> High { get; } = [];

    /// <summary>Numbers given, those of inputs and of dropped nodes among them.</summary>
    public int Count => terms.Count;

    public int Inputs => problem.Inputs;

    /// <summary>Tables of all nodes.</summary>
    public long Luts { get; private set; }

    /// <summary>Bits of a word that holds all values of an interval less its lower end.</summary>
    public static int WidthOf(long low, long high) => 64 - BitOperations.LeadingZeroCount((ulong)(high - low));

    /// <summary>The terms of a node; null for inputs and for numbers that are no node's.</summary>
    public TernaryTerm[]? Terms(int node) => terms[node];

    public int Depth(int node) => depths[node];

    /// <summary>Nodes that read a node, one as often as it does.</summary>
    public List<int> Readers(int node) => readers[node];

    /// <summary>What a dropped node was the sum of.</summary>
    public TernaryTerm[] Gone(int node) => gone[node];

    /// <summary>Whether there are several groups of inputs.</summary>
    public bool IsGrouped => Groups > 1;

    /// <summary>Groups of inputs.</summary>
    public int Groups { get; }

    /// <summary>The group of inputs that the node is made of.</summary>
    public int Group(int node) => groups[node];

    /// <summary>Bits of the node's values, counted from the lowest one up.</summary>
    public int Width(int node) => WidthOf(Low[node], High[node]);

    /// <summary>Whether the node's top bit is a sign: an offset makes all sums unsigned.</summary>
    public bool IsSigned(int node) => node < problem.Inputs && problem.Low[node] < 0;

    public AdderOperand Operand(TernaryTerm term) => new(term.Shift, term.Shift + Width(term.Node), term.Negate, IsSigned(term.Node));

    /// <summary>Tables of an adder of two or three terms.</summary>
    public AdderColumns Columns(ReadOnlySpan<TernaryTerm> sum) =>
        sum.Length == 2
            ? AdderColumns.Of(Operand(sum[0]), Operand(sum[1]))
            : AdderColumns.Of(Operand(sum[0]), Operand(sum[1]), Operand(sum[2]));

    /// <summary>Interval of the terms' sum, by their intervals alone.</summary>
    public (long Low, long High) Sum(ReadOnlySpan<TernaryTerm> sum)
    {
        long low = 0,
            high = 0;
        foreach (TernaryTerm term in sum)
        {
            (long l, long h) = (Low[term.Node] << term.Shift, High[term.Node] << term.Shift);
            (low, high) = term.Negate ? (low - h, high - l) : (low + l, high + h);
        }
        return (low, high);
    }

    public int DepthOf(ReadOnlySpan<TernaryTerm> sum)
    {
        int depth = 0;
        foreach (TernaryTerm term in sum)
            depth = Math.Max(depth, depths[term.Node]);
        return depth + 1;
    }

    /// <summary>Makes a node, with the exact interval of its values.</summary>
    public int Make(ReadOnlySpan<TernaryTerm> sum)
    {
        int node;
        if (free.Count == 0)
            node = Number();
        else
        {
            node = free[^1];
            free.RemoveAt(free.Count - 1);
        }
        depths[node] = DepthOf(sum);
        groups[node] = groups[sum[0].Node];
        long[] vector = vectors[node];
        Array.Clear(vector);
        foreach (TernaryTerm term in sum)
        {
            long factor = TernaryGraph.Factor(term);
            long[] operand = vectors[term.Node];
            for (int i = 0; i < vector.Length; i++)
                vector[i] += operand[i] * factor;
        }
        (Low[node], High[node]) = Range(vector);
        Put(node, sum.ToArray());
        return node;
    }

    /// <summary>Puts a node back whose number has not been given away.</summary>
    public void Put(int node, TernaryTerm[] sum)
    {
        terms[node] = sum;
        foreach (TernaryTerm term in sum)
        {
            Uses[term.Node]++;
            readers[term.Node].Add(node);
        }
        Luts += LutsOf(sum);
    }

    /// <summary>Removes a node that nothing reads; its number is kept until <see cref="Free"/>.</summary>
    public TernaryTerm[] Drop(int node)
    {
        TernaryTerm[] sum = terms[node]!;
        foreach (TernaryTerm term in sum)
        {
            Uses[term.Node]--;
            readers[term.Node].Remove(node);
        }
        Luts -= LutsOf(sum);
        terms[node] = null;
        gone[node] = sum;
        return sum;
    }

    /// <summary>Gives the number of a dropped node away.</summary>
    public void Free(int node) => free.Add(node);

    private int LutsOf(TernaryTerm[] sum)
    {
        AdderColumns columns = Columns(sum);
        return columns.Luts + columns.AsIs;
    }

    private int Number()
    {
        terms.Add(null);
        gone.Add([]);
        readers.Add([]);
        vectors.Add(new long[problem.Inputs]);
        depths.Add(0);
        groups.Add(0);
        Uses.Add(0);
        Low.Add(0);
        High.Add(0);
        return terms.Count - 1;
    }

    private (long Low, long High) Range(long[] vector)
    {
        long low = 0,
            high = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            long a = vector[i] * problem.Low[i],
                b = vector[i] * problem.High[i];
            (low, high) = a <= b ? (low + a, high + b) : (low + b, high + a);
        }
        return (low, high);
    }
}
