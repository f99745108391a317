using FastAI.Model;

namespace FastAI.Runtime.Recording;

/// <summary>Makes the exceptions of this folder: bad input, with the recording's name first.</summary>
internal static class RecordingError
{
    internal static FastAIException In(string source, string message, Exception? inner = null) =>
        FastAIException.BadInput($"{source}: {message}", inner);
}
