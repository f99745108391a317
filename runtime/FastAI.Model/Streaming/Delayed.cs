namespace FastAI.Model.Streaming;

/// <summary>One element of a tensor on windows: the value that an expression had some ticks ago.</summary>
/// <param name="Expression">Index in the <see cref="ExpressionTable"/>; -1 is the zero of padding.</param>
/// <param name="Delay">Ticks; <see cref="Any"/> where the expression reads constants alone.</param>
internal readonly record struct Delayed(int Expression, int Delay)
{
    public const int Any = int.MaxValue;

    public static Delayed Padding => new(-1, Any);
}
