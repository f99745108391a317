using System.Collections.Immutable;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// A constant matrix-vector product as adders of two and three operands. Indices 0 to Inputs - 1 are the inputs, Inputs + k is
/// <c>Nodes[k]</c>; operands stand before their users.
/// </summary>
public sealed class TernaryGraph
{
    /// <exception cref="InvalidOperationException">The adders do not compute the matrix.</exception>
    internal TernaryGraph(ConstantMatrixProblem problem, ImmutableArray<TernaryNode> nodes, ImmutableArray<TernaryTerm?> outputs)
    {
        Inputs = problem.Inputs;
        Nodes = nodes;
        Outputs = outputs;
        Coefficients = Derive();
        for (int j = 0; j < problem.Outputs; j++)
        {
            for (int i = 0; i < problem.Inputs; i++)
            {
                long found = outputs[j] is { } o ? checked(Coefficients[o.Node][i] * Factor(o)) : 0,
                    expected = problem.IsZero(i) ? 0 : problem[i, j];
                if (found != expected)
                    throw new InvalidOperationException(
                        $"output {j} has the coefficient {found} for input {i} where the matrix has {expected}"
                    );
            }
        }
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Adders in topological order.</summary>
    public ImmutableArray<TernaryNode> Nodes { get; }

    /// <summary>Where the sum of each column of the matrix is found; null for the constant zero.</summary>
    public ImmutableArray<TernaryTerm?> Outputs { get; }

    /// <summary>The exact coefficient of every input in every index (inputs first), derived from the adders alone.</summary>
    public ImmutableArray<long[]> Coefficients { get; }

    /// <summary>Levels of adders up to the last output.</summary>
    public int Depth(ConstantMatrixProblem problem)
    {
        int[] depths = [.. problem.Depth, .. new int[Nodes.Length]];
        for (int k = 0; k < Nodes.Length; k++)
            foreach (TernaryTerm term in Nodes[k].Terms)
                depths[Inputs + k] = Math.Max(depths[Inputs + k], 1 + depths[term.Node]);
        return Outputs.Max(o => o is { } root ? depths[root.Node] : 0);
    }

    /// <summary>Look-up tables of all adders on a carry chain for three operands.</summary>
    public long CountLuts(ConstantMatrixProblem problem)
    {
        long total = 0;
        (int Width, bool Signed)[] types =
        [
            .. Coefficients.Select(c => problem.RangeOf(c)).Select(r => (new Interval(r.Low, r.High).Width, r.Low < 0)),
        ];
        for (int k = 0; k < Nodes.Length; k++)
        {
            SumOperand[] o = [.. Nodes[k].Terms.Select(t => new SumOperand(types[t.Node].Width, types[t.Node].Signed, t.Shift, t.Negate))];
            total += SumColumns.Of(o[0], o[1], o.Length > 2 ? o[2] : default, 0, types[Inputs + k].Width).Luts;
        }
        return total;
    }

    /// <summary>The term as a factor of its node.</summary>
    internal static long Factor(TernaryTerm term) => (1L << term.Shift) * (term.Negate ? -1 : 1);

    private ImmutableArray<long[]> Derive()
    {
        var all = ImmutableArray.CreateBuilder<long[]>(Inputs + Nodes.Length);
        for (int i = 0; i < Inputs + Nodes.Length; i++)
        {
            var vector = new long[Inputs];
            if (i < Inputs)
                vector[i] = 1;
            else
            {
                foreach (TernaryTerm term in Nodes[i - Inputs].Terms)
                {
                    if ((uint)term.Node >= (uint)i || term.Shift is < 0 or > 62)
                        throw new InvalidOperationException($"node {i} is malformed: {term}");
                    for (int k = 0; k < Inputs; k++)
                        vector[k] = checked(vector[k] + (all[term.Node][k] * Factor(term)));
                }
            }
            all.Add(vector);
        }
        return all.MoveToImmutable();
    }
}
