using System.Globalization;
using FastAI.Model;

namespace FastAI.Compiler.Streaming;

/// <summary>A recurrent model's state, as the command line names it: <c>IN=OUT</c> or <c>IN=OUT:VALUE</c>.</summary>
/// <param name="Input">Name of the model's input.</param>
/// <param name="Output">Name of the output that it takes a tick later.</param>
/// <param name="Initial">Value of all its elements at a channel's first tick.</param>
public sealed record StateBinding(string Input, string Output, double Initial)
{
    /// <exception cref="FastAIException">The text is not a binding.</exception>
    public static StateBinding Parse(string text)
    {
        // A tensor's name may hold a colon: what follows the last one is a value only if it is a number.
        int equals = text.IndexOf('=', StringComparison.Ordinal),
            colon = text.LastIndexOf(':');
        if (equals <= 0 || equals == text.Length - 1)
            throw new FastAIException(ExitCode.Usage, $"--state: '{text}' is not INPUT=OUTPUT or INPUT=OUTPUT:VALUE");
        if (
            colon > equals + 1
            && double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
        )
            return new StateBinding(text[..equals], text[(equals + 1)..colon], value);
        return new StateBinding(text[..equals], text[(equals + 1)..], 0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Input}={Output}:{Initial}");
}
