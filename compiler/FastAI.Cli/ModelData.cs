using System.Collections.Immutable;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Model;
using FastAI.Runtime.Data;

namespace FastAI.Cli;

/// <summary>Event files as the models want them.</summary>
internal static class ModelData
{
    /// <summary>Most events of calibration data that are read; more change no format.</summary>
    public const int MaxCalibrationEvents = 1 << 16;

    /// <summary>Most elements of an input that are read for calibration.</summary>
    private const int MaxCalibrationElements = 1 << 26;

    /// <summary>Reads events of a file for calibration: the first, or of recordings that are longer than an event
    /// windows from beginning to end.</summary>
    public static CalibrationData Calibration(string path, IReadOnlyList<EventInput> inputs)
    {
        using var file = DataFile.Open(path);
        var data = EventData.Bind(file, inputs);
        int events = (int)Math.Min(data.EventCount, MaxCalibrationEvents);
        if (data.EventsPerRow > 1)
            events = Math.Clamp(MaxCalibrationElements / inputs.Max(i => i.Size), 1, events);
        var values = ImmutableArray.CreateBuilder<double[]>(inputs.Count);
        for (int i = 0; i < inputs.Count; i++)
        {
            var all = new double[checked(events * inputs[i].Size)];
            if (data.EventsPerRow == 1)
                data.ReadAsDouble(i, 0, events, all);
            else
                for (int e = 0; e < events; e++)
                    data.ReadAsDouble(i, (long)((Int128)e * data.EventCount / events), 1, all.AsSpan(e * inputs[i].Size));
            values.Add(all);
        }
        return new CalibrationData(events, values.ToImmutable());
    }

    /// <summary>Refuses a file without events.</summary>
    public static long RequireEvents(EventData data, string path) =>
        data.EventCount > 0 ? data.EventCount : throw FastAIException.BadInput($"{path}: holds no event");
}
