using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Runtime.Agreement;

/// <summary>How the values of an output came to its grid.</summary>
internal static class OutputGrid
{
    /// <summary>The modes of the Quantize that makes the output, index maps passed through; rounding to nearest and saturation
    /// where another operation makes it.</summary>
    internal static (Rounding Rounding, Overflow Overflow) Of(FixedGraph graph, int node)
    {
        while (true)
        {
            switch (graph.Nodes[node])
            {
                case QuantizeNode quantize:
                    return (quantize.Rounding, quantize.Overflow);
                case GatherNode { Inputs.Length: 1 } gather:
                    node = gather.Inputs[0];
                    break;
                case ScaleNode scale:
                    node = scale.Input;
                    break;
                default:
                    return (Rounding.Rnd, Overflow.Sat);
            }
        }
    }
}
