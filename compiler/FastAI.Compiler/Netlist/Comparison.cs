namespace FastAI.Compiler.Netlist;

/// <summary>Comparisons of integers; the others are these with operands exchanged or the result negated.</summary>
public enum Comparison
{
    Less,
    Equal,
}
