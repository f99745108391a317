namespace FastAI.Compiler.Emission;

/// <summary>A text file of the result.</summary>
/// <param name="Path">Path relative to the output folder, with forward slashes.</param>
/// <param name="Content">The whole text, lines ending in a line feed.</param>
public sealed record OutputFile(string Path, string Content);
