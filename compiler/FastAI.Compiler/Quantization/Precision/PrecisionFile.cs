using System.Collections.Immutable;
using FastAI.Model;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Precision;

/// <summary>
/// Stated fixed-point types: a map from tensor, ONNX node or initializer name (or a pattern, or <c>*</c>) to a format and its modes.
/// <code>
/// x:       { format: "fixed&lt;8,3&gt;", rounding: TRN, overflow: WRAP }
/// w0:      { format: ["fixed&lt;6,1&gt;", "fixed&lt;4,1&gt;", ...] }              one for each element, row-major
/// relu*:   { format: "ufixed&lt;8,3,RND_CONV,SAT&gt;" }                     modes may stand in the format
/// conv/b:  { format: ["fixed&lt;8,2&gt;", "fixed&lt;8,3&gt;"], axis: 0 }          one for each index of an axis
/// y:       exact                                                      nothing is rounded
/// f:       { format: "fixed&lt;16,6&gt;", missing: least }               of an input: NaN is its least mantissa (or greatest)
/// g:       { missing: [least, none, ...] }                            for each element; the format as without the entry
/// s:       { memory: block }                                          of a function: its table is a memory block (or lut, or auto)
/// </code>
/// A name is stronger than a pattern, an earlier pattern than a later one, and <c>*</c> is the weakest, but for <c>memory</c>, which it
/// states for all tables of which their own entry does not; see
/// <see cref="PrecisionEntry"/> for modes left out.
/// </summary>
public sealed class PrecisionFile
{
    internal PrecisionFile(string source, ImmutableArray<PrecisionEntry> entries) => (Source, Entries) = (source, entries);

    /// <summary>The file's name, for messages.</summary>
    public string Source { get; }

    /// <summary>Entries in the order of the file.</summary>
    public ImmutableArray<PrecisionEntry> Entries { get; }

    /// <summary>Whether an entry other than <c>*</c> speaks of the tensor, node or initializer of that name.</summary>
    public bool States(string name)
    {
        foreach (var entry in Entries)
            if (entry.Key == name || entry.IsPattern && entry.Key != PrecisionEntry.Everything && entry.Matches(name))
                return true;
        return false;
    }

    /// <summary>Reads a YAML file.</summary>
    /// <exception cref="FastAIException">The file cannot be read, or an entry is wrong: line and column are named.</exception>
    public static PrecisionFile Read(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > PrecisionReader.MaxBytes })
                throw FastAIException.BadInput(
                    $"{path}: a precision file of more than {PrecisionReader.MaxBytes >> 20} MB is not supported"
                );
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FastAIException.BadInput($"{path}: {e.Message}", e);
        }
        return Parse(text, path);
    }

    /// <summary>Reads YAML text.</summary>
    /// <inheritdoc cref="Read"/>
    public static PrecisionFile Parse(string text, string source) => new(source, PrecisionReader.Read(text, source));

    /// <summary>One type for everything, such as <c>fixed&lt;16,6&gt;</c>, <c>fixed&lt;16,6,RND,SAT&gt;</c> or <c>exact</c>: inputs,
    /// weights and activations alike.</summary>
    /// <exception cref="FastAIException">The text is not a format.</exception>
    public static PrecisionFile Global(string format)
    {
        const string option = "--precision";
        if (format.Trim() == PrecisionReader.ExactWord)
            return new(option, [new(PrecisionEntry.Everything, FormatStatement.Exact, null, null, 0, 0)]);
        if (!StatedFormat.TryParse(format, out var stated))
            throw FastAIException.BadInput($"{option}: {StatedFormat.Explain(format)}");
        return new(
            option,
            [new(PrecisionEntry.Everything, FormatStatement.Uniform(stated.Format), stated.Rounding, stated.Overflow, 0, 0)]
        );
    }

    /// <summary>Whether a command line argument is a format rather than a file's name.</summary>
    public static bool IsFormat(string argument) =>
        argument.Trim() == PrecisionReader.ExactWord || FixedFormat.TryParse(argument, out _) || StatedFormat.TryParse(argument, out _);

    /// <summary>A failure at an entry, with its place.</summary>
    internal FastAIException Wrong(PrecisionEntry entry, string why) =>
        FastAIException.BadInput(entry.Line == 0 ? $"{Source}: {why}" : $"{Source}({entry.Line},{entry.Column}): '{entry.Key}': {why}");
}
