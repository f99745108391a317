namespace FastAI.Runtime.Data;

/// <summary>Shapes as messages show them: <c>(100, 16)</c>, with <c>?</c> for an open dimension.</summary>
internal static class ShapeText
{
    internal static string Of(IEnumerable<long> shape) =>
        $"({string.Join(", ", shape.Select(dimension => dimension < 0 ? "?" : dimension.ToString()))})";

    internal static string OfEvents(IEnumerable<int> shape) =>
        Of(shape.Select(dimension => (long)dimension).Prepend(-1)).Replace("(?", "(events");
}
