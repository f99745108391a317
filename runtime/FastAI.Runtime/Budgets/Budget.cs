using System.Collections.Immutable;
using System.Globalization;
using FastAI.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FastAI.Runtime.Budgets;

/// <summary>A <c>budget.yaml</c>: a map from figures to limits, read strictly, so that a misspelt limit cannot pass unseen.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Entries">Limits in file order.</param>
public sealed record Budget(string Path, ImmutableArray<BudgetEntry> Entries)
{
    private const long MaxBytes = 1 << 20;

    /// <summary>The latency that it allows, in nanoseconds, by whichever of its limits is least; null where it limits none.</summary>
    /// <param name="clockMhz">Clock, for a limit in cycles.</param>
    public double? DeadlineNs(double clockMhz) =>
        Entries
            .Select(e =>
                e.Key.Name switch
                {
                    "latency_ns" => e.Limit,
                    "latency_cycles" => e.Limit * 1000 / clockMhz,
                    "latency_bc" => e.Limit * BudgetFigures.BunchCrossingNanoseconds,
                    _ => (double?)null,
                }
            )
            .Min();

    /// <exception cref="FastAIException">The file cannot be read; the message has line and column.</exception>
    public static Budget Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw FastAIException.BadInput($"{path}: there is no such budget file");
        if (file.Length > MaxBytes)
            throw FastAIException.BadInput($"{path}: is larger than {MaxBytes} bytes: a budget is a short YAML map");
        return Parse(File.ReadAllText(path), path);
    }

    /// <param name="text">The content.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="FastAIException">The text is no budget; the message has line and column.</exception>
    public static Budget Parse(string text, string path)
    {
        try
        {
            return new(path, Entry(new Parser(new StringReader(text)), path));
        }
        catch (YamlException e)
        {
            throw FastAIException.BadInput(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}({e.Start.Line},{e.Start.Column}): {e.InnerException?.Message ?? e.Message}"
                ),
                e
            );
        }
    }

    private static ImmutableArray<BudgetEntry> Entry(Parser parser, string path)
    {
        FastAIException Wrong(ParsingEvent? at, string why) =>
            FastAIException.BadInput(
                string.Create(CultureInfo.InvariantCulture, $"{path}({at?.Start.Line ?? 1},{at?.Start.Column ?? 1}): {why}")
            );
        Scalar Scalar(string expected) =>
            parser.TryConsume<Scalar>(out var scalar) ? scalar : throw Wrong(parser.Current, $"expected {expected}");

        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _) || !parser.TryConsume<MappingStart>(out _))
            throw Wrong(parser.Current, "a budget is a map from figures to limits, for example  latency_ns: 125");
        var entries = ImmutableArray.CreateBuilder<BudgetEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = Scalar("the name of a figure");
            var key = BudgetKey.Find(name.Value)
                ?? throw Wrong(
                    name,
                    $"'{Shorten(name.Value)}' is not a figure that can be limited: {string.Join(", ", BudgetKey.All.Select(k => k.Name))}"
                );
            if (entries.FirstOrDefault(e => e.Key == key) is { } earlier)
                throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"{key.Name} is limited in line {earlier.Line} already"));
            var value = Scalar($"the limit of {key.Name}, one number");
            if (
                !double.TryParse(value.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double limit)
                || !double.IsFinite(limit)
                || limit < 0
            )
                throw Wrong(
                    value,
                    $"'{Shorten(value.Value)}' is no limit of {key.Name}: write a number that is not negative{(key.Unit.Length > 0 ? $", in {key.Unit}, without the unit" : "")}"
                );
            entries.Add(new(key, limit, (int)name.Start.Line, (int)name.Start.Column));
        }
        parser.Consume<DocumentEnd>();
        if (!parser.TryConsume<StreamEnd>(out _))
            throw Wrong(parser.Current, "only one document is read");
        return entries.Count > 0 ? entries.ToImmutable() : throw FastAIException.BadInput($"{path}: limits nothing");
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
