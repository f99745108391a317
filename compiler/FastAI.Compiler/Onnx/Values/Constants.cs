using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Values;

/// <summary>Putting constants together.</summary>
internal static class Constants
{
    public static RealConstant Scalar(double value) => new(new Layout([]), [value], null);

    public static RealConstant Vector(ImmutableArray<double> values) => new(new Layout([values.Length]), values, null);

    /// <summary>The elements of all parts, end to end, as a vector.</summary>
    public static Constant Join(IReadOnlyList<Constant> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        long total = 0;
        foreach (var part in parts)
            total += part.Layout.Count;
        var layout = new Layout([checked((int)total)]);
        if (parts.All(part => part is IntegerConstant))
        {
            var integers = parts.Cast<IntegerConstant>().ToArray();
            bool terms = integers.Any(part => part.BatchTerms is not null);
            return new IntegerConstant(
                layout,
                integers[0].Kind,
                [.. integers.SelectMany(part => part.Values)],
                terms ? [.. integers.SelectMany(part => part.BatchTerms ?? [.. new long[part.Values.Length]])] : null
            );
        }
        if (!parts.All(part => part is RealConstant))
            throw FastAIException.BadInput("it mixes integers and real numbers");
        return new RealConstant(
            layout,
            [.. parts.Cast<RealConstant>().SelectMany(part => part.Values)],
            JoinSources([.. parts.Cast<RealConstant>()])
        );
    }

    // Numbers of one initializer only: a precision file names the elements of one.
    private static Parameter? JoinSources(RealConstant[] parts)
    {
        string? name = parts[0].Source?.Name;
        if (name is null || parts.Any(part => part.Source?.Name != name))
            return null;
        return parts[0].Source! with { Elements = [.. parts.SelectMany(part => part.Source!.Elements)] };
    }
}
