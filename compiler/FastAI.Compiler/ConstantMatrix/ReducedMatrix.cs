using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// The part of a matrix that needs a search: live inputs, and columns that are neither zero, nor one shifted input, nor equal to
/// another up to sign and shift.
/// </summary>
internal sealed class ReducedMatrix
{
    /// <summary>Pairs of inputs in all columns up to which any two inputs can be in a pattern.</summary>
    public const long MostPairs = 1L << 23;

    /// <summary>Inputs of a group, at least.</summary>
    private const int LeastGroup = 16;

    private readonly int[] _source;
    private readonly (int Column, int Shift, bool Negate)[] _placed;

    public ReducedMatrix(ConstantMatrixProblem problem, long mostPairs = MostPairs)
    {
        _source =
        [
            .. Enumerable
                .Range(0, problem.Inputs)
                .Where(i => !problem.IsZero(i) && Enumerable.Range(0, problem.Outputs).Any(j => problem[i, j] != 0)),
        ];
        Low = [.. _source.Select(i => problem.Low[i])];
        High = [.. _source.Select(i => problem.High[i])];
        Earliest = _source.Length == 0 ? 0 : _source.Min(i => problem.Depth[i]);
        Depth = [.. _source.Select(i => problem.Depth[i] - Earliest)];
        _placed = new (int, int, bool)[problem.Outputs];
        var columns = new List<long[]>();
        var known = new Dictionary<long[], int>(VectorComparer.Instance);
        for (int j = 0; j < problem.Outputs; j++)
        {
            long[] column = [.. _source.Select(i => problem[i, j])];
            long all = column.Aggregate(0L, (bits, c) => bits | c);
            if (all == 0)
            {
                _placed[j] = (-1, 0, false);
                continue;
            }

            int shift = BitOperations.TrailingZeroCount(all);
            bool negate = column.First(c => c != 0) < 0;
            long[] normal = [.. column.Select(c => (negate ? -c : c) >> shift)];
            if (!known.TryGetValue(normal, out int index))
            {
                index = columns.Count;
                known[normal] = index;
                columns.Add(normal);
            }

            _placed[j] = (index, shift, negate);
        }

        Columns = [.. columns];
        LargestWeights = [.. Enumerable.Range(0, _source.Length).Select(i => columns.Max(c => Math.Abs(c[i])))];
        long pairs = (long)Inputs * Inputs * Outputs / 2;
        Groups = (int)Math.Clamp((pairs + mostPairs - 1) / mostPairs, 1, Math.Max(1, Inputs / LeastGroup));
    }

    public int Inputs => _source.Length;

    /// <summary>
    /// Number of groups of neighbouring inputs, equal but for one. Patterns of inputs of different groups are not sought in a large
    /// matrix, as pairs would take time and memory with the square of the inputs; with groups both grow with the weights.
    /// </summary>
    public int Groups { get; }

    public int Outputs => Columns.Length;

    /// <summary>Odd columns whose first weight is positive.</summary>
    public long[][] Columns { get; }

    public long[] Low { get; }

    public long[] High { get; }

    /// <summary>Arrival level of the earliest input.</summary>
    public int Earliest { get; }

    /// <summary>Arrival levels, the earliest 0.</summary>
    public int[] Depth { get; }

    /// <summary>Per input.</summary>
    public long[] LargestWeights { get; }

    public long LargestWeight => LargestWeights.Max();

    /// <summary>Number of nonzero digits of all columns.</summary>
    public long Digits => Columns.Sum(c => c.Sum(SignedDigits.Weight));

    /// <summary>Least level above the earliest input at which all columns can be ready.</summary>
    public int LeastDepth =>
        Columns.Length == 0
            ? 0
            : Columns.Max(c =>
            {
                long kraft = c.Select((w, i) => (long)SignedDigits.Weight(w) << Depth[i]).Sum();
                return kraft <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)(kraft - 1));
            });

    /// <summary>The group of a live input.</summary>
    public int GroupOf(int input) => (int)((long)input * Groups / Inputs);

    /// <summary>Index of a live input in the problem.</summary>
    public int SourceOf(int input) => _source[input];

    /// <summary>The problem's outputs from the values of the columns.</summary>
    public PlacedValue[] Place(PlacedValue[] columns) =>
        [.. _placed.Select(p => p.Column < 0 ? PlacedValue.Zero : columns[p.Column].Times(p.Shift, p.Negate))];
}
