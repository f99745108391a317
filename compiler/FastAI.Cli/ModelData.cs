using System.Collections.Immutable;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Data;

namespace FastAI.Cli;

/// <summary>Event files as the models want them.</summary>
internal static class ModelData
{
    /// <summary>Most events of calibration data that are read; more change no format.</summary>
    public const int MaxCalibrationEvents = 1 << 16;

    /// <summary>What a compiled model asks of a file.</summary>
    public static IReadOnlyList<EventInput> InputsOf(FixedGraph graph) =>
        [.. graph.Inputs.Select(i => new EventInput(graph.Nodes[i].Name, graph.Nodes[i].Type.Shape.Extents))];

    /// <summary>Reads the first events of a file for calibration.</summary>
    public static CalibrationData Calibration(string path, IReadOnlyList<EventInput> inputs)
    {
        using var file = DataFile.Open(path);
        var data = EventData.Bind(file, inputs);
        int events = (int)Math.Min(data.EventCount, MaxCalibrationEvents);
        var values = ImmutableArray.CreateBuilder<double[]>(inputs.Count);
        for (int i = 0; i < inputs.Count; i++)
        {
            var all = new double[checked(events * inputs[i].Size)];
            data.ReadAsDouble(i, 0, events, all);
            values.Add(all);
        }
        return new CalibrationData(events, values.ToImmutable());
    }

    /// <summary>Refuses a file without events.</summary>
    public static long RequireEvents(EventData data, string path) =>
        data.EventCount > 0 ? data.EventCount : throw FastAIException.BadInput($"{path}: holds no event");
}
