using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model;
using FastAI.Model.FixedPoint;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FastAI.Compiler.Quantization.Precision;

/// <summary>
/// Reads the YAML of a precision file event by event: the depth is fixed by the grammar (a map of maps of scalars and one list), so hostile
/// nesting is refused at its first unexpected event, and every failure has a line and a column.
/// </summary>
internal sealed class PrecisionReader
{
    public const int MaxBytes = 64 << 20;
    public const string ExactWord = "exact";

    private readonly Parser parser;
    private readonly string source;

    private PrecisionReader(string text, string source) => (parser, this.source) = (new Parser(new StringReader(text)), source);

    public static ImmutableArray<PrecisionEntry> Read(string text, string source)
    {
        try
        {
            return new PrecisionReader(text, source).File();
        }
        catch (YamlException e)
        {
            throw FastAIException.BadInput(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source}({e.Start.Line},{e.Start.Column}): {e.InnerException?.Message ?? e.Message}"
                ),
                e
            );
        }
    }

    private ImmutableArray<PrecisionEntry> File()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
            return [];
        parser.Consume<DocumentStart>();
        if (!parser.TryConsume<MappingStart>(out _))
        {
            if (parser.TryConsume<Scalar>(out var empty) && empty.Value.Length == 0)
                return [];
            throw Wrong(parser.Current, "a precision file is a map from names to formats, for example  relu0: { format: \"fixed<8,3>\" }");
        }
        var entries = ImmutableArray.CreateBuilder<PrecisionEntry>();
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Scalar("a name");
            if (key.Value.Length == 0)
                throw Wrong(key, "the name is empty");
            if (!seen.TryAdd(key.Value, key.Start.Line))
                throw Wrong(key, $"'{key.Value}' is already stated in line {seen[key.Value].ToString(CultureInfo.InvariantCulture)}");
            entries.Add(Entry(key));
        }
        parser.Consume<DocumentEnd>();
        if (!parser.TryConsume<StreamEnd>(out _))
            throw Wrong(parser.Current, "only one document is read");
        return entries.ToImmutable();
    }

    private PrecisionEntry Entry(Scalar key)
    {
        int line = (int)key.Start.Line,
            column = (int)key.Start.Column;
        if (!parser.TryConsume<MappingStart>(out _))
        {
            var (written, r, o) = Format();
            return new(key.Value, Statement(written, null, key), r, o, line, column);
        }
        ImmutableArray<FixedFormat>? formats = null;
        Rounding? rounding = null,
            inRounding = null;
        Overflow? overflow = null,
            inOverflow = null;
        int? axis = null;
        ImmutableArray<MissingValue> missing = [];
        bool missingList = false;
        TableMemory? memory = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var property = Scalar("format, rounding, overflow, missing, memory or axis");
            if (!seen.Add(property.Value))
                throw Wrong(property, $"'{property.Value}' is stated twice");
            switch (property.Value)
            {
                case "format":
                    (formats, inRounding, inOverflow) = Format();
                    break;
                case "rounding":
                    var mode = Scalar("a rounding mode");
                    rounding = StatedFormat.TryRounding(mode.Value, out var known)
                        ? known
                        : throw Wrong(
                            mode,
                            $"'{StatedFormat.Shorten(mode.Value)}' is not a rounding mode: one of {StatedFormat.RoundingNames}"
                        );
                    break;
                case "overflow":
                    var limit = Scalar("an overflow mode");
                    overflow = StatedFormat.TryOverflow(limit.Value, out var limiting)
                        ? limiting
                        : throw Wrong(
                            limit,
                            $"'{StatedFormat.Shorten(limit.Value)}' is not an overflow mode: one of {StatedFormat.OverflowNames}"
                        );
                    break;
                case "axis":
                    var number = Scalar("an axis");
                    axis = int.TryParse(number.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int a)
                        ? a
                        : throw Wrong(number, $"'{StatedFormat.Shorten(number.Value)}' is not an axis: write an integer");
                    break;
                case "missing":
                    missingList = parser.Current is SequenceStart;
                    missing = Missing();
                    break;
                case "memory":
                    var place = Scalar("lut, block or auto");
                    memory = place.Value switch
                    {
                        "lut" => TableMemory.Lut,
                        "block" => TableMemory.Block,
                        "auto" => TableMemory.Auto,
                        _ => throw Wrong(
                            place,
                            $"'{StatedFormat.Shorten(place.Value)}' does not say what a table is made of: one of lut, block, auto (a block where it saves LUTs and takes no more cycles)"
                        ),
                    };
                    break;
                default:
                    throw Wrong(
                        property,
                        $"'{StatedFormat.Shorten(property.Value)}' is not known here: format, rounding, overflow, missing, memory and axis are"
                    );
            }
        }
        var stated = missing.IsEmpty ? null : new MissingStatement(missing, missingList ? axis : null);
        bool saysElse = stated is not null || memory is not null;
        if (formats is null && saysElse && (rounding ?? inRounding) is null && (overflow ?? inOverflow) is null)
            return new(key.Value, FormatStatement.Exact with { IsStated = false }, null, null, line, column)
            {
                Missing = stated,
                Memory = memory,
            };
        if (formats is not { } given)
            throw Wrong(key, $"'{key.Value}' has no format");
        // The axis is that of the list that runs along it.
        if (missingList && given.Length <= 1)
            axis = null;
        if (rounding is not null && inRounding is not null && rounding != inRounding)
            throw Wrong(key, $"'{key.Value}' states two rounding modes");
        if (overflow is not null && inOverflow is not null && overflow != inOverflow)
            throw Wrong(key, $"'{key.Value}' states two overflow modes");
        if (given.IsEmpty && (rounding is not null || overflow is not null))
            throw Wrong(key, $"'{key.Value}' is exact: nothing is rounded or limited, so it takes no modes");
        return new(key.Value, Statement(given, axis, key), rounding ?? inRounding, overflow ?? inOverflow, line, column)
        {
            Missing = stated,
            Memory = memory,
        };
    }

    // One word for all elements or a list of them.
    private ImmutableArray<MissingValue> Missing()
    {
        if (!parser.TryConsume<SequenceStart>(out var start))
            return [Word()];
        var words = ImmutableArray.CreateBuilder<MissingValue>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            words.Add(Word());
        return words.Count > 0 ? words.ToImmutable() : throw Wrong(start, "the list of what stands for missing values is empty");
    }

    private MissingValue Word()
    {
        var scalar = Scalar("none, least or greatest");
        foreach (var (word, value) in MissingValue.All)
            if (scalar.Value == word)
                return value;
        throw Wrong(
            scalar,
            $"'{StatedFormat.Shorten(scalar.Value)}' does not say what stands for a missing value: one of {string.Join(", ", MissingValue.All.Select(m => m.Word))} (the least or the greatest mantissa)"
        );
    }

    private FormatStatement Statement(ImmutableArray<FixedFormat> formats, int? axis, Scalar key)
    {
        if (axis is not null && formats.IsEmpty)
            throw Wrong(key, $"'{key.Value}' is exact: an axis has no meaning");
        return formats.IsEmpty ? FormatStatement.Exact : new FormatStatement(formats, axis);
    }

    // One format, the word exact (no formats), or a list of formats whose stated modes agree.
    private (ImmutableArray<FixedFormat> Formats, Rounding? Rounding, Overflow? Overflow) Format()
    {
        if (!parser.TryConsume<SequenceStart>(out var start))
        {
            var one = Scalar("a format");
            if (one.Value.Trim() == ExactWord)
                return (ImmutableArray<FixedFormat>.Empty, null, null);
            var stated = Stated(one);
            return ([stated.Format], stated.Rounding, stated.Overflow);
        }
        var formats = ImmutableArray.CreateBuilder<FixedFormat>();
        StatedFormat first = default;
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            var item = Scalar("a format");
            var stated = Stated(item);
            if (formats.Count == 0)
                first = stated;
            else if (stated.Rounding != first.Rounding || stated.Overflow != first.Overflow)
                throw Wrong(item, "the formats of a list differ in their modes; one tensor has one rounding and one overflow mode");
            formats.Add(stated.Format);
        }
        if (formats.Count == 0)
            throw Wrong(start, "the list of formats is empty");
        return (formats.ToImmutable(), first.Rounding, first.Overflow);
    }

    private StatedFormat Stated(Scalar scalar) =>
        StatedFormat.TryParse(scalar.Value, out var stated) ? stated : throw Wrong(scalar, StatedFormat.Explain(scalar.Value));

    private Scalar Scalar(string expected) =>
        parser.TryConsume<Scalar>(out var scalar) ? scalar : throw Wrong(parser.Current, $"expected {expected}");

    private FastAIException Wrong(ParsingEvent? at, string why) =>
        FastAIException.BadInput(
            string.Create(CultureInfo.InvariantCulture, $"{source}({at?.Start.Line ?? 1},{at?.Start.Column ?? 1}): {why}")
        );
}
