using System.Numerics;
using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Input-coefficient vectors of nodes and of partial sums, with the exact spans of their values. Vectors of 32-bit numbers serve
/// when no value of the search can leave them, else 64-bit ones.
/// </summary>
internal abstract class CoefficientVectors
{
    /// <summary>Chooses the element for a problem restricted to its inputs that are not constantly zero.</summary>
    public static CoefficientVectors For(ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<long> largestWeights)
    {
        const int Margin = 16;
        Int128 most = 0;
        for (int i = 0; i < low.Length; i++)
        {
            most += (Int128)Margin * largestWeights[i] * ((Int128)high[i] - low[i] + Int128.Abs((Int128)low[i] + high[i]) + 1);
        }

        return most < int.MaxValue ? new CoefficientVectors<int>(low, high) : new CoefficientVectors<long>(low, high);
    }

    /// <summary>Sets a node's vector to the given coefficients.</summary>
    public abstract NodeSpan Set(int node, ReadOnlySpan<long> coefficients);

    /// <summary>Sets a node's vector to u 2^a ± v 2^b.</summary>
    public abstract NodeSpan Combine(int node, int u, int a, int v, int b, bool subtract);

    /// <summary>Sets partial sum <paramref name="sum"/> to ±node 2^shift.</summary>
    public abstract void Load(int sum, int node, int shift, bool negate);

    /// <summary>Copies a partial sum.</summary>
    public abstract void Copy(int sum, int source);

    /// <summary>Sets partial sum <paramref name="sum"/> to that of two partial sums and measures it.</summary>
    public abstract NodeSpan Add(int sum, int left, int right, bool negated);
}

/// <inheritdoc/>
internal sealed class CoefficientVectors<T> : CoefficientVectors
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const int PartialSums = 512;

    private readonly int _stride;
    private readonly Vector<T>[] _ends;
    private Vector<T>[] _sums;
    private Vector<T>[] _vectors;

    public CoefficientVectors(ReadOnlySpan<long> low, ReadOnlySpan<long> high)
    {
        _stride = (low.Length + Vector<T>.Count - 1) / Vector<T>.Count;
        _ends = new Vector<T>[2 * _stride];
        _sums = new Vector<T>[PartialSums * _stride];
        _vectors = new Vector<T>[256 * _stride];

        // with s = low + high and d = high - low of the inputs, c x spans (c s ± |c| d) / 2
        Span<T> ends = MemoryMarshal.Cast<Vector<T>, T>(_ends.AsSpan());
        for (int i = 0; i < low.Length; i++)
        {
            ends[i] = T.CreateChecked(low[i] + high[i]);
            ends[(_stride * Vector<T>.Count) + i] = T.CreateChecked(high[i] - low[i]);
        }
    }

    public override NodeSpan Set(int node, ReadOnlySpan<long> coefficients)
    {
        Span<Vector<T>> target = Node(node);
        target.Clear();
        Span<T> elements = MemoryMarshal.Cast<Vector<T>, T>(target);
        for (int i = 0; i < coefficients.Length; i++)
        {
            elements[i] = T.CreateChecked(coefficients[i]);
        }

        return Measure(target, false);
    }

    public override NodeSpan Combine(int node, int u, int a, int v, int b, bool subtract)
    {
        Span<Vector<T>> target = Node(node);
        Span<Vector<T>> left = Node(u);
        Span<Vector<T>> right = Node(v);
        T x = T.One << a;
        T y = subtract ? -(T.One << b) : T.One << b;
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (left[i] * x) + (right[i] * y);
        }

        return Measure(target, false);
    }

    public override void Load(int sum, int node, int shift, bool negate)
    {
        if ((sum + 1) * _stride > _sums.Length)
        {
            Array.Resize(ref _sums, 2 * (sum + 1) * _stride);
        }

        Span<Vector<T>> target = Sum(sum);
        Span<Vector<T>> source = Node(node);
        T factor = negate ? -(T.One << shift) : T.One << shift;
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = source[i] * factor;
        }
    }

    public override NodeSpan Add(int sum, int left, int right, bool negated)
    {
        Span<Vector<T>> target = Sum(sum);
        Span<Vector<T>> a = Sum(left);
        Span<Vector<T>> b = Sum(right);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = a[i] + b[i];
        }

        return Measure(target, negated);
    }

    public override void Copy(int sum, int source) => Sum(source).CopyTo(Sum(sum));

    private NodeSpan Measure(Span<Vector<T>> vector, bool negated)
    {
        Vector<T> middle = Vector<T>.Zero;
        Vector<T> extent = Vector<T>.Zero;
        Vector<T> bits = Vector<T>.Zero;
        ReadOnlySpan<Vector<T>> s = _ends.AsSpan(0, vector.Length);
        ReadOnlySpan<Vector<T>> d = _ends.AsSpan(_stride, vector.Length);
        for (int i = 0; i < vector.Length; i++)
        {
            Vector<T> c = vector[i];
            middle += c * s[i];
            extent += Vector.Abs(c) * d[i];
            bits |= c;
        }

        long centre = long.CreateTruncating(Vector.Sum(middle));
        long half = long.CreateTruncating(Vector.Sum(extent));
        centre = negated ? -centre : centre;
        long all = 0;
        for (int i = 0; i < Vector<T>.Count; i++)
        {
            all |= long.CreateTruncating(bits[i]);
        }

        int last = all == 0 ? 0 : BitOperations.TrailingZeroCount(all);
        long low = (centre - half) >> 1;
        long high = (centre + half) >> 1;
        long end = Math.Max(Math.Abs(low), Math.Abs(high + (1L << last)));
        return new NodeSpan(end <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)(end - 1)), last, low < 0);
    }

    private Span<Vector<T>> Node(int node)
    {
        int start = node * _stride;
        if (start + _stride > _vectors.Length)
        {
            Array.Resize(ref _vectors, Math.Max(2 * _vectors.Length, start + _stride));
        }

        return _vectors.AsSpan(start, _stride);
    }

    private Span<Vector<T>> Sum(int sum) => _sums.AsSpan(sum * _stride, _stride);
}
