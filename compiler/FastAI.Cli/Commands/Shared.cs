using System.CommandLine;

namespace FastAI.Cli.Commands;

/// <summary>Options and arguments that several commands share, so that they read the same everywhere.</summary>
internal static class Shared
{
    public static Option<string?> Json() =>
        new("--json") { Description = "write the result as JSON to this file, or to standard output for -" };

    public static Option<int> Effort()
    {
        var option = new Option<int>("--effort")
        {
            Description = "search for shared adders: 0 quick to 3 thorough",
            DefaultValueFactory = _ => 1,
        };
        option.AcceptOnlyFromAmong("0", "1", "2", "3");
        return option;
    }

    /// <summary>An option whose values are those of an enumeration, in lower case.</summary>
    public static Option<T> Choice<T>(string name, string description)
        where T : struct, Enum
    {
        string[] values = [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];
        return new(name)
        {
            Description = description,
            HelpName = string.Join('|', values),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                int found = Array.FindIndex(values, value => value.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (found < 0)
                    result.AddError($"{name}: '{text}' is not known; write {string.Join(", ", values[..^1])} or {values[^1]}");
                return found < 0 ? default : Enum.Parse<T>(values[found], ignoreCase: true);
            },
        };
    }

    public static Option<ulong> Seed() =>
        new("--seed")
        {
            Description = "start of the pseudo-random searches; the same seed gives the same bytes",
            DefaultValueFactory = _ => 0UL,
        };

    public static Option<string?> JUnit() =>
        new("--junit") { Description = "write the checks as JUnit XML to this file", HelpName = "FILE.xml" };

    public static Option<string?> Html() =>
        new("--html") { Description = "write a report page to this file: one HTML file that needs no network", HelpName = "FILE.html" };

    public static Argument<string> Folder() => new("OUT") { Description = "folder that 'fastai compile' made" };

    public static Argument<string> Data() => new("DATA") { Description = "events: .npy, .npz (one array per model input) or .csv" };

    public static Option<long?> Events() => new("--events") { Description = "use the first N events only", HelpName = "N" };

    public static Option<int?> FromSample() =>
        new("--from-sample") { Description = "first sample that the model takes of longer records", HelpName = "N" };
}
