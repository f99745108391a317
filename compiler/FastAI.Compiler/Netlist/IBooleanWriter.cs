namespace FastAI.Compiler.Netlist;

/// <summary>How a language writes Boolean operations; operands are names or expressions in brackets.</summary>
internal interface IBooleanWriter
{
    string Constant(bool value);

    string Not(string operand);

    string And(string left, string right);

    string Or(string left, string right);

    string Xor(string left, string right);
}
