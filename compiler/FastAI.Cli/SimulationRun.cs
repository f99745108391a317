using System.Text.Json.Serialization;

namespace FastAI.Cli;

/// <summary>How one kind of generated code fared against the emulator.</summary>
/// <param name="What">Which code, in what.</param>
/// <param name="Events">Events run.</param>
/// <param name="Agrees">Whether every bit (and cycle) is equal.</param>
/// <param name="Line">The result in one line, with the first mismatch if there is one.</param>
internal sealed record SimulationRun(string What, int Events, bool Agrees, [property: JsonPropertyName("message")] string Line);
