namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>A carry chain of eight columns as an instance of CARRY8.</summary>
/// <param name="Name">Of the instance.</param>
/// <param name="Ports">What its ports are connected to.</param>
internal sealed record VhdlCarryCell(string Name, string Ports);
