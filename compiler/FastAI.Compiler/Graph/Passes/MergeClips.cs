namespace FastAI.Compiler.Graph.Passes;

/// <summary>
/// A clip (or Relu) of a clip as one: min(max(min(max(x, a), b), c), d) has the ends a and b moved into [c, d]. One of a rounding, with
/// whole ends, becomes a rounding with ends: a quantiser.
/// </summary>
internal sealed class MergeClips : GraphPass
{
    protected override void Visit(GraphEditor editor, int index)
    {
        if (editor[index] is not GraphPiecewise outer || Ends(outer) is not { } last)
            return;
        if (editor[outer.Input] is not GraphPiecewise inner || !editor.IsFree(outer.Input))
            return;
        if (inner.IsRounding && outer.HasWholeEnds)
        {
            double least = Math.Clamp(inner.Low, last.Low, last.High),
                greatest = Math.Clamp(inner.High, last.Low, last.High);
            editor.Replace(index, outer with { Kind = inner.Kind, Input = inner.Input, Low = least, High = greatest });
            return;
        }
        if (Ends(inner) is not { } first)
            return;
        double low = Math.Clamp(first.Low, last.Low, last.High),
            high = Math.Clamp(first.High, last.Low, last.High);
        bool relu = low == 0 && double.IsPositiveInfinity(high);
        editor.Replace(
            index,
            relu
                ? outer with
                {
                    Kind = PiecewiseKind.Relu,
                    Input = inner.Input,
                    Low = double.NegativeInfinity,
                    High = double.PositiveInfinity,
                }
                : outer with
                {
                    Kind = PiecewiseKind.Clip,
                    Input = inner.Input,
                    Low = low,
                    High = high,
                }
        );
    }

    private static (double Low, double High)? Ends(GraphPiecewise node) =>
        node.Kind switch
        {
            PiecewiseKind.Relu => (0, double.PositiveInfinity),
            PiecewiseKind.Clip => (node.Low, node.High),
            _ => null,
        };
}
