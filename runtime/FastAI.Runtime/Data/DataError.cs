using FastAI.Model;

namespace FastAI.Runtime.Data;

/// <summary>Makes the exceptions of this folder: bad input, with the file's name first.</summary>
internal static class DataError
{
    internal static FastAIException In(string path, string message, Exception? inner = null) =>
        new(ExitCode.BadInput, $"{path}: {message}", inner);

    internal static FastAIException Unreadable(string path, Exception inner) => In(path, $"cannot be read: {inner.Message}", inner);
}
