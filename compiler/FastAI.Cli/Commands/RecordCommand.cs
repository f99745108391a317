using System.CommandLine;
using System.Globalization;
using FastAI.Runtime.Recording;
using FastAI.Runtime.Recording.Writing;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai record</c>: a recording, or a live source, in another format.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("RECORDING") { Description = "a recording, - for standard input, or tcp://127.0.0.1:PORT" };
        var output = new Option<string>("--output", "-o")
        {
            Description = "file to write: .npy, .csv, or any other name (and -) for FastAI frames",
            Required = true,
            HelpName = "FILE",
        };
        var stream = new Option<bool>("--stream")
        {
            Description =
                "the records (rows of an array) are channels of one continuous stream: write frames with a sample of each channel in every bunch crossing, from orbit 0 on",
        };
        var arguments = new RecordingArguments(OnError.Stop);
        var command = new Command("record", "Convert a recording, or record a live source.")
        {
            input,
            output,
            stream,
            arguments.OnError,
            arguments.Format,
            arguments.Tick,
        };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(stream), arguments.Read(parsed), cancel)
        );
        return command;
    }

    private static async Task<int> RunAsync(string input, string output, bool stream, RecordingOptions options, CancellationToken stop)
    {
        await using var reader = await RecordingReader.OpenAsync(input, options, stop);
        using RecordingWriter writer = stream
            ? new ContinuousRecordingWriter(output, reader.Info)
            : RecordingWriter.Create(output, reader.Info);
        await reader.ReadAsync(writer, stop);
        reader.RequireRecords();
        writer.Complete();
        if (!reader.Info.ResultNames.IsEmpty)
            Terminal.Note($"the recorded firmware results ({string.Join(", ", reader.Info.ResultNames)}) are not carried over");
        Terminal.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{writer.Records} records, {reader.Faults.Total} damages, {reader.Faults.Missing} records missing; wrote {output}"
            )
        );
        return 0;
    }
}
