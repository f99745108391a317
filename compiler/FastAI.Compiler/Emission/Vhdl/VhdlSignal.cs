namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A signal or variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Initial">Its value before the first event; unused for a variable, which is assigned before it is read.</param>
internal sealed record VhdlSignal(string Name, string Type, string Initial);
