using FastAI.Compiler.Output;
using FastAI.Model;

namespace FastAI.Cli;

/// <summary>Machine-readable results: snake_case JSON to a named file, or to standard output for <c>-</c>.</summary>
public static class JsonOutput
{
    /// <summary>Whether standard output is taken by JSON, so that tables stay away from it.</summary>
    public static bool TakesStandardOutput(string? target) => target == "-";

    public static void Write<T>(string? target, T value)
    {
        if (target is null)
            return;
        string text = Json.Text(value);
        if (target == "-")
            Console.Out.Write(text);
        else
            WriteFile(target, text);
    }

    /// <summary>Writes a whole text file or nothing.</summary>
    public static void WriteFile(string path, string text)
    {
        string temporary = path + ".partial";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FastAIException.BadInput($"{path}: cannot be written: {e.Message}", e);
        }
    }
}
