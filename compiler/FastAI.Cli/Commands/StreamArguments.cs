using System.CommandLine;
using System.Globalization;
using FastAI.Compiler.Streaming;
using FastAI.Model;

namespace FastAI.Cli.Commands;

/// <summary>The options of <c>compile</c> that say how time runs.</summary>
internal sealed class StreamArguments
{
    private readonly Option<string> mode = new("--mode")
    {
        Description =
            "parallel: a whole event enters with each clock; stream: one sample a tick and channel, the model runs on the last ticks",
        DefaultValueFactory = _ => "parallel",
    };

    private readonly Option<string> interleave = new("--interleave")
    {
        Description = "channels that share one instance of a stream design; auto: as many as the clock has cycles in a sample period",
        DefaultValueFactory = _ => "1",
        HelpName = "M|auto",
    };

    private readonly Option<double?> rate = new("--sample-rate")
    {
        Description = "samples of one channel, in MHz (40 when left out)",
        HelpName = "MHZ",
    };

    private readonly Option<string?> axis = new("--time-axis")
    {
        Description = "time axis of the inputs, counted without the batch (the last when left out); none: every event is one tick",
        HelpName = "K|none",
    };

    private readonly Option<string[]> states = new("--state")
    {
        Description = "feed an output back into an input, from VALUE (0) on; can be given several times",
        HelpName = "IN=OUT[:VALUE]",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[mode, interleave, rate, axis, states])
            command.Add(option);
    }

    /// <summary>Null for a parallel design.</summary>
    /// <exception cref="FastAIException">An option does not fit the others.</exception>
    public StreamOptions? Read(ParseResult parsed)
    {
        switch (parsed.GetValue(mode))
        {
            case "stream":
                var bindings = parsed.GetValue(states) ?? [];
                return new StreamOptions
                {
                    TimeAxis = parsed.GetValue(axis),
                    SampleRateMHz = SampleRate(parsed),
                    States = [.. bindings.Select(StateBinding.Parse)],
                };
            case "parallel":
                if (parsed.GetValue(interleave) != "1")
                {
                    throw new FastAIException(
                        ExitCode.Usage,
                        $"--interleave {parsed.GetValue(interleave)}: a parallel design keeps nothing of a channel, "
                            + "so that any number of channels share it as they come; --interleave needs --mode stream"
                    );
                }
                foreach (Option option in (Option[])[axis, states, rate])
                    if (parsed.GetResult(option) is { Implicit: false })
                        throw new FastAIException(ExitCode.Usage, $"{option.Name} needs --mode stream");
                return null;
            case var other:
                throw new FastAIException(ExitCode.Usage, $"--mode: '{other}' is not known; write parallel or stream");
        }
    }

    /// <summary>Channels that share an instance.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="clock">Clock in MHz; null where it is not known yet.</param>
    public int Interleave(ParseResult parsed, double? clock)
    {
        string text = parsed.GetValue(interleave)!;
        double samples = SampleRate(parsed) ?? StreamOptions.DefaultSampleRateMHz;
        if (text == "auto")
        {
            if (clock is not { } mhz)
                throw new FastAIException(ExitCode.Usage, "--interleave auto needs --clock: the number of channels follows from it");
            // A clock that is a multiple of the sample rate but for rounding is one.
            double channels = Math.Floor(mhz / samples * (1 + 1e-12));
            return channels >= 1
                ? (int)Math.Min(channels, int.MaxValue)
                : throw new FastAIException(
                    ExitCode.Usage,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a clock of {mhz} MHz is slower than the samples of one channel ({samples} MHz)"
                    )
                );
        }
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
            throw new FastAIException(ExitCode.Usage, $"--interleave: '{text}' is neither a number of channels from 1 on nor 'auto'");
        if (clock is { } known)
            RequireClock(known, number, parsed.GetValue(rate));
        return number;
    }

    /// <summary>Refuses a clock that has no cycle for each sample of each channel.</summary>
    public static void RequireClock(double clock, int interleave, double? sampleRate)
    {
        if (sampleRate is { } samples && interleave * samples > clock * (1 + 1e-12))
            throw new FastAIException(
                ExitCode.Usage,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{interleave} channels of {samples} MHz need a clock of {interleave * samples} MHz, not {clock}: raise --clock or lower --interleave"
                )
            );
    }

    /// <summary>Samples of one channel in MHz; null where it is not stated.</summary>
    public double? SampleRate(ParseResult parsed) =>
        parsed.GetValue(rate) is not { } mhz ? null
        : double.IsFinite(mhz) && mhz > 0 ? mhz
        : throw new FastAIException(ExitCode.Usage, "--sample-rate: write a rate above 0 in MHz");
}
