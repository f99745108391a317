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
        var output = new Option<string>("--output", "-o") { Description = "file to write: .npy, .csv, or any other name (and -) for FastAI frames", Required = true, HelpName = "FILE" };
        var arguments = new RecordingArguments(OnError.Stop);
        var command = new Command("record", "Convert a recording, or record a live source.") { input, output, arguments.OnError, arguments.Format, arguments.Tick };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(input)!, parsed.GetValue(output)!, arguments.Read(parsed), stop));
        return command;
    }

    private static async Task<int> RunAsync(string input, string output, RecordingOptions options, CancellationToken stop)
    {
        await using var reader = await RecordingReader.OpenAsync(input, options, stop);
        using var writer = RecordingWriter.Create(output, reader.Info);
        await reader.ReadAsync(writer, stop);
        writer.Complete();
        if (!reader.Info.ResultNames.IsEmpty) Terminal.Note($"the recorded firmware results ({string.Join(", ", reader.Info.ResultNames)}) are not carried over");
        Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{writer.Records} records, {reader.Faults.Total} damages, {reader.Faults.Missing} records missing; wrote {output}"));
        return 0;
    }
}
