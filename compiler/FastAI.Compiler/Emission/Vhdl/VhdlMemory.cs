namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A memory with a row for each channel: the states that are read in one stage and written in one stage.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Width">Bits of a row.</param>
/// <param name="Initial">The bits of a row when power comes up, the highest first.</param>
internal sealed record VhdlMemory(string Name, int Width, string Initial);
