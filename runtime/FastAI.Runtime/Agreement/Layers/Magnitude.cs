using FastAI.Model.FixedGraph;

namespace FastAI.Runtime.Agreement.Layers;

/// <summary>The greatest magnitude that each element can take.</summary>
internal static class Magnitude
{
    internal static double[] Of(TensorType type)
    {
        var result = new double[type.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = Math.ScaleB((double)Int128.Max(Int128.Abs(type[i].Range.Low), Int128.Abs(type[i].Range.High)), -type[i].Fraction);
        return result;
    }
}
