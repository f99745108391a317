namespace FastAI.Compiler.Netlist;

/// <summary>An operand of a <see cref="SumWord"/>: <c>±(word &lt;&lt; Shift)</c>.</summary>
public readonly record struct SumTerm(int Word, int Shift, bool Negate);
