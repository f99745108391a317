using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Serialization.Proto;
using Google.Protobuf.Collections;

namespace FastAI.Model.Serialization;

/// <summary>Integer lists and formats as the file stores them.</summary>
internal static class Coding
{
    /// <summary>Appends the difference of each value to its predecessor (the first to zero), modulo 2^32.</summary>
    public static void AddDifferences(RepeatedField<int> to, ImmutableArray<int> values)
    {
        to.Capacity = values.Length;
        int previous = 0;
        foreach (int value in values)
        {
            to.Add(unchecked(value - previous));
            previous = value;
        }
    }

    /// <summary>Appends the difference of each value to its predecessor (the first to zero), modulo 2^64.</summary>
    public static void AddDifferences(RepeatedField<long> to, ImmutableArray<long> values)
    {
        to.Capacity = values.Length;
        long previous = 0;
        foreach (long value in values)
        {
            to.Add(unchecked(value - previous));
            previous = value;
        }
    }

    public static ImmutableArray<int> Sums(RepeatedField<int> differences)
    {
        var values = ImmutableArray.CreateBuilder<int>(differences.Count);
        int sum = 0;
        foreach (int difference in differences)
            values.Add(sum = unchecked(sum + difference));
        return values.MoveToImmutable();
    }

    public static ImmutableArray<long> Sums(RepeatedField<long> differences)
    {
        var values = ImmutableArray.CreateBuilder<long>(differences.Count);
        long sum = 0;
        foreach (long difference in differences)
            values.Add(sum = unchecked(sum + difference));
        return values.MoveToImmutable();
    }

    /// <summary>One value for all of <paramref name="count"/> elements, or one each.</summary>
    public static PerElement<T> PerElement<T>(IReadOnlyList<T> stored, int count)
        where T : IEquatable<T>
    {
        if (stored.Count == 1)
            return FixedGraph.PerElement<T>.Uniform(stored[0], count);
        if (stored.Count != count)
            throw new ArgumentException($"{stored.Count} properties for {count} elements");
        return FixedGraph.PerElement<T>.Create([.. stored]);
    }

    public static Formats Formats(ImmutableArray<FixedFormat> formats)
    {
        var stored = new Formats();
        foreach (var format in formats)
        {
            stored.WidthAndSign.Add((2 * (uint)format.Width) + (format.Signed ? 1u : 0));
            stored.Integer.Add(format.Integer);
        }
        return stored;
    }

    public static FixedFormat[] Formats(Formats? stored)
    {
        if (stored is null || stored.WidthAndSign.Count != stored.Integer.Count)
            throw new ArgumentException("its formats are not complete");
        var formats = new FixedFormat[stored.Integer.Count];
        for (int i = 0; i < formats.Length; i++)
            formats[i] = new FixedFormat((stored.WidthAndSign[i] & 1) != 0, (int)(stored.WidthAndSign[i] >> 1), stored.Integer[i]);
        return formats;
    }
}
