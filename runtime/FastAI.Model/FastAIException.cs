namespace FastAI.Model;

/// <summary>
/// A failure that the user can act upon: the message is one clear line that names the file, position or node,
/// says why, and what to change. The command line prints it and returns <see cref="Code"/>.
/// </summary>
public sealed class FastAIException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of the command that ends with this failure.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>Input that cannot be read.</summary>
    public static FastAIException BadInput(string message, Exception? inner = null) => new(ExitCode.BadInput, message, inner);

    /// <summary>A model that cannot be compiled.</summary>
    public static FastAIException Unsupported(string message) => new(ExitCode.Unsupported, message);
}
