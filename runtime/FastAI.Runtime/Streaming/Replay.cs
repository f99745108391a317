using System.Diagnostics;
using System.Numerics;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.Build;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Latency;
using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>
/// Puts a recording through a compiled model: a model of the firmware's time says when each result is there, and the emulator what it is.
/// Recording and emulator run side by side.
/// </summary>
public static class Replay
{
    /// <param name="reader">The recording.</param>
    /// <param name="source">Its name in messages.</param>
    /// <param name="model">The compiled model, and what the compiler states of its time.</param>
    /// <param name="emulator">Computes its results.</param>
    /// <param name="options">How to replay.</param>
    /// <param name="stop">Ends the waiting for a live source.</param>
    /// <exception cref="FastAIException">Recording and model do not fit, or the recording is damaged
    /// where its options say to stop.</exception>
    public static async Task<ReplayReport> RunAsync(
        RecordingReader reader,
        string source,
        CompiledModel model,
        Emulator emulator,
        ReplayOptions options,
        CancellationToken stop = default
    )
    {
        var build = model.Report;
        if (model.Graph.Stream is { } stream)
        {
            if (!stream.Feedback.IsEmpty)
                throw FastAIException.Unsupported(
                    $"{build.Entity}: feeds results of a tick back into the next, and a replay computes whole windows: 'fastai emulate' runs it over the recording, 'fastai simulate' holds its cycles"
                );
            if (stream.Ticks != emulator.InputCount)
                throw FastAIException.Unsupported(
                    $"{build.Entity}: takes {emulator.InputCount / stream.Ticks} values with each tick, the channels of a recording have one: 'fastai emulate' runs it over arrays"
                );
            options = options with { Sliding = true };
        }
        var timing = new FirmwareTiming(build.LatencyCycles, build.InitiationInterval, build.ClockMhz, build.Interleave);
        var report = await RunAsync(reader, source, emulator, timing, options, stop).ConfigureAwait(false);
        return report with { Entity = build.Entity, Model = AgreementFile.Digest(model) };
    }

    /// <param name="reader">The recording.</param>
    /// <param name="source">Its name in messages.</param>
    /// <param name="emulator">The compiled model.</param>
    /// <param name="timing">What the compiler states of its time.</param>
    /// <param name="options">How to replay.</param>
    /// <param name="stop">Ends the waiting for a live source.</param>
    /// <exception cref="FastAIException">Recording and model do not fit, or the recording is damaged
    /// where its options say to stop.</exception>
    public static Task<ReplayReport> RunAsync(
        RecordingReader reader,
        string source,
        Emulator emulator,
        FirmwareTiming timing,
        ReplayOptions options,
        CancellationToken stop = default
    ) =>
        WidestPort(emulator) switch
        {
            <= 16 => RunAsync<short>(reader, source, emulator, timing, options, stop),
            <= 32 => RunAsync<int>(reader, source, emulator, timing, options, stop),
            _ => RunAsync<long>(reader, source, emulator, timing, options, stop),
        };

    /// <summary>Bits of the signed integer that holds every input and output.</summary>
    private static int WidestPort(Emulator emulator) =>
        emulator.Inputs.Concat(emulator.Outputs).SelectMany(p => p.Formats.Stored).Max(f => f.Width + (f.Signed ? 0 : 1));

    private static async Task<ReplayReport> RunAsync<T>(
        RecordingReader reader,
        string source,
        Emulator emulator,
        FirmwareTiming timing,
        ReplayOptions options,
        CancellationToken stop
    )
        where T : unmanaged, IBinaryInteger<T>
    {
        long start = Stopwatch.GetTimestamp();
        using var run = new ReplayRun<T>(source, reader.Info, emulator, timing, options);
        await reader.ReadAsync(run, stop).ConfigureAwait(false);
        run.Complete();
        reader.RequireRecords();
        return run.Report(reader, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
