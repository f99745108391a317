using FastAI.Compiler.Emission;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;

namespace FastAI.Cli;

/// <summary>
/// Events for the self-checking test benches: the first of the calibration data, then extremes and seeded random mantissas,
/// with the emulator's results.
/// </summary>
internal static class Golden
{
    private const int FromData = 64;
    private const int Random = 64;

    public static GoldenVectors Vectors(FixedGraph graph, CalibrationData? calibration)
    {
        var emulator = Emulator.Create(graph);
        int fromData = Math.Min(FromData, calibration?.Events ?? 0),
            events = fromData + 2 + Random,
            width = graph.InputCount;
        var inputs = new long[events * width];
        var random = new Random(1);
        int offset = 0;
        for (int port = 0; port < graph.Inputs.Length; port++)
        {
            var node = (InputNode)graph.Nodes[graph.Inputs[port]];
            var type = node.Type;
            for (int i = 0; i < type.Count; i++)
            {
                var format = type[i].Format;
                for (int e = 0; e < events; e++)
                {
                    inputs[e * width + offset + i] =
                        e < fromData
                            ? node.Quantize(calibration!.Inputs[port][e * type.Count + i], i)
                            : (e - fromData) switch
                            {
                                0 => format.MinMantissa,
                                1 => format.MaxMantissa,
                                _ => random.NextInt64(format.MinMantissa, format.MaxMantissa) + random.Next(2),
                            };
                }
            }
            offset += type.Count;
        }
        var outputs = new long[events * graph.OutputCount];
        emulator.Run(inputs, outputs);
        return new GoldenVectors(events, [.. inputs], [.. outputs]);
    }
}
