namespace FastAI.Compiler.Netlist;

/// <summary>Boolean operations on one-bit words.</summary>
public enum LogicOperation
{
    And,
    Or,
    Xor,
}
