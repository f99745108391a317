using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FastAI.Emulation;
using FastAI.Model.Build;
using FastAI.Runtime.Data;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai emulate</c>: the firmware's results, bit for bit.</summary>
internal static class EmulateCommand
{
    private const int Block = 8192;

    public static Command Create()
    {
        var folder = Shared.Folder();
        var data = Shared.Data();
        var output = new Option<string>("--output", "-o")
        {
            Description = ".npy file to write: events x output elements",
            Required = true,
            HelpName = "RESULT.npy",
        };
        var raw = new Option<bool>("--raw") { Description = "write int64 mantissas instead of float64 values" };
        var threads = new Option<int>("--threads") { Description = "threads", DefaultValueFactory = _ => 1 };
        var command = new Command("emulate", "Compute what the firmware computes, bit for bit.") { folder, data, output, raw, threads };
        command.SetAction(parsed =>
        {
            var compiled = CompiledModel.Open(parsed.GetValue(folder)!);
            using var file = DataFile.Open(parsed.GetValue(data)!);
            if (compiled.Graph.Stream is not null)
            {
                StreamEmulation.Run(compiled.Graph, file, parsed.GetValue(output)!, parsed.GetValue(raw), parsed.GetValue(threads));
                return;
            }
            var emulator = Emulator.Create(compiled.Graph);
            var events = new EventStream(emulator, EventData.Bind(file, EventInput.Of(compiled.Graph)), Block);
            long[] shape =
            [
                events.Count,
                .. emulator.Outputs is [var only] ? only.Shape.Extents.Select(e => (long)e) : [(long)emulator.OutputCount],
            ];
            var clock = Stopwatch.StartNew();
            if (parsed.GetValue(raw))
                WriteRaw(emulator, events, parsed.GetValue(output)!, shape, parsed.GetValue(threads));
            else
                WriteReal(emulator, events, parsed.GetValue(output)!, shape, parsed.GetValue(threads));
            Terminal.ClearProgress();
            Terminal.Note(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{events.Count} events in {clock.Elapsed.TotalSeconds:F2} s with file access; {events.Limited} input values outside their format{(events.Missing > 0 ? $", {events.Missing} missing" : "")}; wrote {parsed.GetValue(output)}"
                )
            );
        });
        return command;
    }

    private static void WriteRaw(Emulator emulator, EventStream events, string path, long[] shape, int threads)
    {
        using var writer = new NpyWriter<long>(path, shape);
        var results = new long[Block * emulator.OutputCount];
        foreach (var block in events.Blocks(Terminal.Progress))
        {
            var span = results.AsSpan(0, block.Count * emulator.OutputCount);
            emulator.Run(block.Mantissas, span, threads);
            writer.Append(span);
        }
        writer.Complete();
    }

    private static void WriteReal(Emulator emulator, EventStream events, string path, long[] shape, int threads)
    {
        using var writer = new NpyWriter<double>(path, shape);
        var mantissas = new long[Block * emulator.OutputCount];
        var values = new double[mantissas.Length];
        var steps = emulator.Outputs.SelectMany(o => Enumerable.Range(0, o.Formats.Count).Select(i => o.Formats[i].Step)).ToArray();
        foreach (var block in events.Blocks(Terminal.Progress))
        {
            int count = block.Count * emulator.OutputCount;
            emulator.Run(block.Mantissas, mantissas.AsSpan(0, count), threads);
            for (int i = 0; i < count; i++)
                values[i] = mantissas[i] * steps[i % steps.Length];
            writer.Append(values.AsSpan(0, count));
        }
        writer.Complete();
    }
}
