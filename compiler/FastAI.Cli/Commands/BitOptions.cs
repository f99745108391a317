using System.CommandLine;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Model;
using FastAI.Model.FixedPoint;

namespace FastAI.Cli.Commands;

/// <summary>The options of <c>compile</c> that say how many bits tensors get which no precision file names.</summary>
internal sealed class BitOptions
{
    private static readonly QuantizationOptions Defaults = new();

    private readonly Option<int> activations = new("--activation-bits")
    {
        Description = "width of activations",
        DefaultValueFactory = _ => Defaults.ActivationBits,
    };
    private readonly Option<int> weights = new("--weight-bits")
    {
        Description = "width of weights, each channel with its own power of two",
        DefaultValueFactory = _ => Defaults.WeightBits,
    };
    private readonly Option<int> tables = new("--table-bits")
    {
        Description = "address bits of the tables of smooth functions",
        DefaultValueFactory = _ => Defaults.TableBits,
    };
    private readonly Option<string?> input = new("--input-format")
    {
        Description = "format of all inputs, such as 'fixed<14,4>'",
        HelpName = "FORMAT",
    };
    private readonly Option<string> range = new("--range")
    {
        Description = "how ranges follow from calibration data: least-error, maximum, percentile",
        DefaultValueFactory = _ => "least-error",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[activations, weights, tables, input, range])
            command.Add(option);
    }

    public QuantizationOptions Read(ParseResult parsed) =>
        Defaults with
        {
            ActivationBits = parsed.GetValue(activations),
            WeightBits = parsed.GetValue(weights),
            TableBits = parsed.GetValue(tables),
            InputFormat = parsed.GetValue(input) is { } format ? FixedFormat.Parse(format) : null,
            Method = parsed.GetValue(range) switch
            {
                "least-error" => RangeMethod.LeastError,
                "maximum" => RangeMethod.Maximum,
                "percentile" => RangeMethod.Percentile,
                var other => throw new FastAIException(
                    ExitCode.Usage,
                    $"--range: '{other}' is not known; write least-error, maximum or percentile"
                ),
            },
        };
}
