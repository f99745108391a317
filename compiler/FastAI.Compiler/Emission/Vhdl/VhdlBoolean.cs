using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Boolean operations on <c>std_logic</c>.</summary>
internal sealed class VhdlBoolean : IBooleanWriter
{
    public static VhdlBoolean Instance { get; } = new();

    public string Constant(bool value) => value ? "'1'" : "'0'";

    public string Not(string operand) => $"not {operand}";

    public string And(string left, string right) => $"{left} and {right}";

    public string Or(string left, string right) => $"{left} or {right}";

    public string Xor(string left, string right) => $"{left} xor {right}";
}
