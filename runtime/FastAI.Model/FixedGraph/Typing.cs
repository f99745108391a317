using System.Collections.Immutable;
using System.Numerics;
using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// The type of every operation's result, derived from its operands' types: shape, fraction bits and the tightest interval that
/// interval arithmetic proves. The builder assigns these types and the verifier derives them again.
/// </summary>
public static class Typing
{
    /// <summary>Whether element <paramref name="fraction"/>s agree is the caller's to arrange: see <see cref="AffineBlock"/>.</summary>
    /// <param name="input">Type of the operand.</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="blocks">Blocks that together write every output element once.</param>
    /// <param name="fraction">Fraction bits of each output element.</param>
    public static TensorType Affine(TensorType input, Shape shape, ImmutableArray<AffineBlock> blocks, PerElement<int> fraction)
    {
        var result = new ElementType[shape.Count];
        var written = new bool[shape.Count];
        foreach (var block in blocks)
        {
            Interval[]? unpadded = null; // with one type for all inputs, positions without padding have the same intervals
            for (int p = 0; p < block.Positions; p++)
            {
                var sources = block.InputMap.AsSpan().Slice(p * block.Rows, block.Rows);
                foreach (int source in sources)
                    if (source < -1 || source >= input.Count)
                        throw new ArgumentException($"input index {source} outside {input.Shape}");
                bool repeats = input.Elements.IsUniform && !sources.Contains(-1);
                var sums = repeats && unpadded is not null ? unpadded : AffineIntervals.Of(block, sources, input.Elements);
                if (repeats)
                    unpadded = sums;
                for (int m = 0; m < block.Columns; m++)
                {
                    int target = block.OutputMap[p * block.Columns + m];
                    if ((uint)target >= (uint)result.Length || written[target])
                        throw new ArgumentException($"output index {target} outside {shape} or written twice");
                    written[target] = true;
                    result[target] = ElementType.Exact(sums[m], fraction[target]);
                }
            }
        }
        if (written.Contains(false))
            throw new ArgumentException($"output element {Array.IndexOf(written, false)} of {shape} is not written");
        return new(shape, PerElement<ElementType>.Create(result));
    }

    /// <summary>Each value in its narrowest format.</summary>
    public static TensorType Constant(Shape shape, ImmutableArray<long> values, PerElement<int> fractions)
    {
        if (values.Length != shape.Count || fractions.Count != shape.Count)
            throw new ArgumentException($"{values.Length} values and {fractions.Count} fractions for {shape}");
        return new(shape, PerElement<ElementType>.Create(values.Length, i => ElementType.Exact(Interval.Of(values[i]), fractions[i])));
    }

    public static TensorType Binary(BinaryOperation operation, TensorType left, TensorType right)
    {
        if (!left.Shape.Equals(right.Shape))
            throw new ArgumentException($"{operation} of {left.Shape} and {right.Shape}");
        return Map(left.Shape, i => Binary(operation, left[i], right[i]), left, right);
    }

    public static ElementType Binary(BinaryOperation operation, ElementType left, ElementType right)
    {
        if (operation == BinaryOperation.Multiply)
            return ElementType.Exact(left.Range * right.Range, left.Fraction + right.Fraction);
        int fraction = Math.Max(left.Fraction, right.Fraction);
        Interval a = left.Range << (fraction - left.Fraction),
            b = right.Range << (fraction - right.Fraction);
        return operation switch
        {
            BinaryOperation.Add => ElementType.Exact(a + b, fraction),
            BinaryOperation.Subtract => ElementType.Exact(a - b, fraction),
            BinaryOperation.Maximum => ElementType.Exact(Interval.Max(a, b), fraction),
            BinaryOperation.Minimum => ElementType.Exact(Interval.Min(a, b), fraction),
            BinaryOperation.Less => Bit(a.High < b.Low, a.Low >= b.High),
            BinaryOperation.Equal => Bit(a.IsConstant && a == b, a.Intersect(b) is null),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
    }

    public static TensorType Unary(UnaryOperation operation, TensorType input) => Map(input.Shape, i => Unary(operation, input[i]), input);

    public static ElementType Unary(UnaryOperation operation, ElementType x)
    {
        var r = x.Range;
        return ElementType.Exact(
            operation switch
            {
                UnaryOperation.Negate => -r,
                UnaryOperation.Absolute => r.Low >= 0 ? r
                : r.High <= 0 ? -r
                : new Interval(0, Int128.Max(-r.Low, r.High)),
                UnaryOperation.Relu => Interval.Max(r, Interval.Zero),
                _ => throw new ArgumentOutOfRangeException(nameof(operation)),
            },
            x.Fraction
        );
    }

    public static TensorType Scale(TensorType input, int exponent) =>
        Map(
            input.Shape,
            i =>
            {
                var f = input[i].Format;
                return new ElementType(new FixedFormat(f.Signed, f.Width, f.Integer + exponent), input[i].Range);
            },
            input
        );

    public static TensorType Select(TensorType condition, TensorType whenTrue, TensorType whenFalse)
    {
        if (!condition.Shape.Equals(whenTrue.Shape) || !condition.Shape.Equals(whenFalse.Shape))
            throw new ArgumentException($"choice by {condition.Shape} of {whenTrue.Shape} and {whenFalse.Shape}");
        return Map(
            condition.Shape,
            i =>
            {
                ElementType a = whenTrue[i],
                    b = whenFalse[i];
                int fraction = Math.Max(a.Fraction, b.Fraction);
                return ElementType.Exact((a.Range << (fraction - a.Fraction)).Union(b.Range << (fraction - b.Fraction)), fraction);
            },
            condition,
            whenTrue,
            whenFalse
        );
    }

    public static TensorType Quantize(TensorType input, PerElement<FixedFormat> formats, Rounding rounding, Overflow overflow)
    {
        if (formats.Count != input.Count)
            throw new ArgumentException($"{formats.Count} formats for {input.Shape}");
        ElementType One(int i) => new(formats[i], Quantizer.Image(input[i].Range, input[i].Fraction, formats[i], rounding, overflow));
        return formats.IsUniform && input.Elements.IsUniform
            ? new(input.Shape, PerElement<ElementType>.Uniform(One(0), input.Count))
            : new(input.Shape, PerElement<ElementType>.Create(input.Count, One));
    }

    public static TensorType Table(TensorType input, ImmutableArray<LookupTable> tables, PerElement<int> tableOf)
    {
        var seen = new Dictionary<(int Table, Interval Range), ElementType>();
        return new(input.Shape, PerElement<ElementType>.Create(input.Count, i =>
            {
                var range = input[i].Range;
                var table = tables[tableOf[i]];
                if (seen.TryGetValue((tableOf[i], range), out var type))
                    return type;
                if (range.Low < table.First || range.High >= (Int128)table.First + table.Entries.Length)
                    throw new ArgumentException($"mantissas {range} of element {i} are not inside its table");
                var reached = table.Entries.AsSpan().Slice((int)(range.Low - table.First), (int)(range.High - range.Low) + 1);
                long low = reached[0],
                    high = low;
                foreach (long entry in reached)
                    (low, high) = (Math.Min(low, entry), Math.Max(high, entry));
                return seen[(tableOf[i], range)] = new ElementType(table.Format, new Interval(low, high));
            }));
    }

    /// <param name="input">Type of the operand.</param>
    /// <param name="shape">Shape of the result: as many elements as the trees have targets.</param>
    /// <param name="ensemble">The trees.</param>
    /// <param name="fraction">Fraction bits of each target.</param>
    public static TensorType TreeEnsemble(TensorType input, Shape shape, TreeEnsemble ensemble, PerElement<int> fraction)
    {
        if (shape.Count != ensemble.Targets || fraction.Count != ensemble.Targets)
            throw new ArgumentException($"{ensemble.Targets} targets and {fraction.Count} fractions for {shape}");
        foreach (int feature in ensemble.Structure.Features)
            if (feature >= input.Count)
                throw new ArgumentException($"input index {feature} outside {input.Shape}");
        var sums = TreeIntervals.Of(ensemble, input.Elements);
        return new(shape, PerElement<ElementType>.Create(sums.Length, i => ElementType.Exact(sums[i], fraction[i])));
    }

    public static TensorType Reduce(ReduceOperation operation, TensorType input, Shape shape, int groupSize, ImmutableArray<int> groups)
    {
        if (groupSize < 1 || groups.Length != (long)shape.Count * groupSize)
            throw new ArgumentException($"{groups.Length} indices for {shape.Count} groups of {groupSize}");
        return new(shape, PerElement<ElementType>.Create(shape.Count, o =>
            {
                var group = groups.AsSpan().Slice(o * groupSize, groupSize);
                int fraction = int.MinValue;
                foreach (int i in group)
                    fraction = Math.Max(fraction, input[i].Fraction);
                if (operation is not (ReduceOperation.Maximum or ReduceOperation.Minimum))
                    return ElementType.Full(
                        new FixedFormat(
                            false,
                            Math.Max(1, BitOperations.Log2((uint)groupSize - 1) + 1),
                            Math.Max(1, BitOperations.Log2((uint)groupSize - 1) + 1)
                        )
                    );
                Interval? all = null;
                foreach (int i in group)
                {
                    var aligned = input[i].Range << (fraction - input[i].Fraction);
                    all =
                        all is not { } a ? aligned
                        : operation == ReduceOperation.Maximum ? Interval.Max(a, aligned)
                        : Interval.Min(a, aligned);
                }
                return ElementType.Exact(all!.Value, fraction);
            }));
    }

    public static TensorType Gather(ReadOnlySpan<TensorType> inputs, Shape shape, ImmutableArray<int> map)
    {
        if (map.Length != shape.Count)
            throw new ArgumentException($"{map.Length} indices for {shape}");
        var result = new ElementType[map.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int index = map[i],
                operand = 0;
            if (index < 0)
                throw new ArgumentException($"index {index} of element {i} is negative");
            while (operand < inputs.Length && index >= inputs[operand].Count)
                index -= inputs[operand++].Count;
            if (operand == inputs.Length)
                throw new ArgumentException($"index {map[i]} of element {i} is past the operands' end");
            result[i] = inputs[operand][index];
        }
        return new(shape, PerElement<ElementType>.Create(result));
    }

    private static ElementType Bit(bool always, bool never)
    {
        var bit = new FixedFormat(false, 1, 1);
        return new(
            bit,
            always ? Interval.Of(1)
                : never ? Interval.Zero
                : bit.Range
        );
    }

    private static TensorType Map(Shape shape, Func<int, ElementType> of, params ReadOnlySpan<TensorType> operands)
    {
        bool uniform = true;
        foreach (var operand in operands)
            uniform &= operand.Elements.IsUniform;
        return new(shape, uniform ? PerElement<ElementType>.Uniform(of(0), shape.Count) : PerElement<ElementType>.Create(shape.Count, of));
    }
}
