using System.Numerics;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>The nodes of a search and what is left of each sum: its terms.</summary>
internal sealed class TernaryState
{
    private readonly ConstantMatrixProblem problem;
    private readonly List<long[]> vectors = [];
    private readonly List<Interval> ranges = [];
    private readonly List<int> depths = [];

    /// <param name="problem">The matrix.</param>
    /// <param name="depth">Levels in which every sum is to be ready.</param>
    public TernaryState(ConstantMatrixProblem problem, int depth)
    {
        this.problem = problem;
        DepthLimit = depth;
        LargestWeight = Math.Pow(3, depth);
        for (int i = 0; i < problem.Inputs; i++)
        {
            var unit = new long[problem.Inputs];
            unit[i] = 1;
            Append(unit, problem.Depth[i]);
        }
        Rows = new List<TernaryTerm>[problem.Outputs];
        Span<(int Shift, int Sign)> digits = stackalloc (int, int)[64];
        for (int j = 0; j < Rows.Length; j++)
        {
            Rows[j] = [];
            for (int i = 0; i < problem.Inputs; i++)
            {
                if (problem.IsZero(i)) continue;
                int count = SignedDigits.Split(problem[i, j], digits);
                for (int k = 0; k < count; k++) Rows[j].Add(new(i, digits[k].Shift, digits[k].Sign < 0));
            }
            Rows[j].Sort();
        }
    }

    /// <summary>Levels that the column with the most digits needs.</summary>
    public static int LeastDepth(ConstantMatrixProblem problem)
    {
        double most = 1;
        for (int j = 0; j < problem.Outputs; j++)
        {
            double weight = 0;
            for (int i = 0; i < problem.Inputs; i++)
                if (!problem.IsZero(i)) weight += SignedDigits.Weight(problem[i, j]) * Math.Pow(3, problem.Depth[i]);
            most = Math.Max(most, weight);
        }
        int levels = 0;
        while (Math.Pow(3, levels) < most) levels++;
        return levels;
    }

    /// <summary>The terms of each output that are still to be added.</summary>
    public List<TernaryTerm>[] Rows { get; }

    /// <summary>Adders so far.</summary>
    public List<TernaryNode> Nodes { get; } = [];

    /// <summary>Levels in which every sum is to be ready.</summary>
    public int DepthLimit { get; }

    public Interval Range(int node) => ranges[node];

    public int Depth(int node) => depths[node];

    /// <summary>A tree of adders of three puts terms together in L levels exactly if their weights, 3^depth each, sum to at most 3^L.</summary>
    public double Weight(IEnumerable<TernaryTerm> terms)
    {
        double sum = 0;
        foreach (TernaryTerm term in terms) sum += Math.Pow(3, depths[term.Node]);
        return sum;
    }

    public double LargestWeight { get; }

    /// <summary>Interval of the terms' sum, by their intervals alone.</summary>
    public Interval Sum(ReadOnlySpan<TernaryTerm> terms)
    {
        Interval sum = Interval.Zero;
        foreach (TernaryTerm term in terms)
        {
            Interval range = ranges[term.Node] << term.Shift;
            sum = term.Negate ? sum - range : sum + range;
        }
        return sum;
    }

    public int DepthOf(ReadOnlySpan<TernaryTerm> terms)
    {
        int depth = 0;
        foreach (TernaryTerm term in terms) depth = Math.Max(depth, depths[term.Node]);
        return depth + 1;
    }

    /// <summary>Tables of the terms' adder, about: the columns from where two of them meet, or from the finest if that is subtracted.</summary>
    public int Cost(ReadOnlySpan<TernaryTerm> terms, Interval sum)
    {
        int finest = int.MaxValue, second = int.MaxValue;
        bool negate = false;
        foreach (TernaryTerm term in terms)
        {
            if (term.Shift < finest) (second, finest, negate) = (finest, term.Shift, term.Negate);
            else second = Math.Min(second, term.Shift);
        }
        return Math.Max(1, sum.Width - (negate ? finest : second));
    }

    /// <summary>Adds an adder of the terms and returns its index.</summary>
    public int Add(TernaryTerm[] terms)
    {
        Array.Sort(terms);
        var vector = new long[problem.Inputs];
        foreach (TernaryTerm term in terms)
            for (int i = 0; i < vector.Length; i++) vector[i] = checked(vector[i] + (vectors[term.Node][i] * TernaryGraph.Factor(term)));
        Nodes.Add(new([.. terms]));
        Append(vector, DepthOf(terms));
        return vectors.Count - 1;
    }

    /// <summary>Takes the adders from <paramref name="count"/> upwards away.</summary>
    public void Truncate(int count)
    {
        Nodes.RemoveRange(count, Nodes.Count - count);
        int all = problem.Inputs + count;
        vectors.RemoveRange(all, vectors.Count - all);
        ranges.RemoveRange(all, ranges.Count - all);
        depths.RemoveRange(all, depths.Count - all);
    }

    /// <summary>Tables of all adders as their columns are filled in the end.</summary>
    public long TotalCost()
    {
        long total = 0;
        for (int k = 0; k < Nodes.Count; k++)
        {
            var o = Nodes[k].Terms.Select(t => new SumOperand(ranges[t.Node].Width, ranges[t.Node].Low < 0, t.Shift, t.Negate)).ToArray();
            total += SumColumns.Of(o[0], o[1], o.Length > 2 ? o[2] : default, 0, ranges[problem.Inputs + k].Width).Luts;
        }
        return total;
    }

    private void Append(long[] vector, int depth)
    {
        (Int128 low, Int128 high) = problem.RangeOf(vector);
        vectors.Add(vector);
        ranges.Add(new(low, high));
        depths.Add(depth);
    }
}
