using System.Collections.Immutable;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// A constant matrix-vector product as adders of two and three operands. Indices 0 to Inputs - 1 are the inputs, Inputs + k is <c>Nodes[k]</c>;
/// operands stand before their users.
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
                long found = outputs[j] is { } o ? checked(Coefficients[o.Node][i] * Factor(o)) : 0, expected = problem.IsZero(i) ? 0 : problem[i, j];
                if (found != expected) throw new InvalidOperationException($"output {j} has the coefficient {found} for input {i} where the matrix has {expected}");
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

    /// <summary>The term as a factor of its node.</summary>
    internal static long Factor(TernaryTerm term) => (1L << term.Shift) * (term.Negate ? -1 : 1);

    private ImmutableArray<long[]> Derive()
    {
        var all = ImmutableArray.CreateBuilder<long[]>(Inputs + Nodes.Length);
        for (int i = 0; i < Inputs + Nodes.Length; i++)
        {
            var vector = new long[Inputs];
            if (i < Inputs) vector[i] = 1;
            else
            {
                foreach (TernaryTerm term in Nodes[i - Inputs].Terms)
                {
                    if ((uint)term.Node >= (uint)i || term.Shift is < 0 or > 62) throw new InvalidOperationException($"node {i} is malformed: {term}");
                    for (int k = 0; k < Inputs; k++) vector[k] = checked(vector[k] + (all[term.Node][k] * Factor(term)));
                }
            }
            all.Add(vector);
        }
        return all.MoveToImmutable();
    }
}
