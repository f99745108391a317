using System.CommandLine;
using FastAI.Runtime.Recording;

namespace FastAI.Cli.Commands;

/// <summary>Options of the commands that read recordings.</summary>
internal sealed class RecordingArguments(OnError usual)
{
    public Option<string> OnError { get; } = Choice(usual);

    public Option<string?> Format { get; } =
        new("--format") { Description = $"format of the recording where the content does not tell: {FormatName.Known}", HelpName = "NAME" };

    public Option<double?> Tick { get; } =
        new("--tick") { Description = "unit of the recorder's time stamps, ns (WaveDump; usually 8)", HelpName = "NS" };

    public RecordingOptions Read(ParseResult parsed) =>
        new()
        {
            OnError = parsed.GetValue(OnError) == "stop" ? FastAI.Runtime.Recording.OnError.Stop : FastAI.Runtime.Recording.OnError.Skip,
            Format = parsed.GetValue(Format),
            TickPicoseconds = parsed.GetValue(Tick) * 1000,
        };

    private static Option<string> Choice(OnError usual)
    {
        var option = new Option<string>("--on-error")
        {
            Description = "damaged records: stop at the first, or skip and count them",
            DefaultValueFactory = _ => usual.ToString().ToLowerInvariant(),
        };
        option.AcceptOnlyFromAmong("stop", "skip");
        return option;
    }
}
