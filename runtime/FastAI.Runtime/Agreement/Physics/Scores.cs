using System.Globalization;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Columns of a <see cref="PhysicsTable"/> that hold the models' results; a blank keeps them apart from the truth's.</summary>
internal static class Scores
{
    internal static string FloatColumn(int output, int element) => string.Create(CultureInfo.InvariantCulture, $"float {output} {element}");

    internal static string FixedColumn(int output, int element) => string.Create(CultureInfo.InvariantCulture, $"fixed {output} {element}");
}
