using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Choices. A branch is converted only where it is taken: there its value is inside the interval of
/// the result, else it need not be.</summary>
internal sealed class VhdlMux : VhdlWordRenderer
{
    public override Type WordType => typeof(MuxWord);

    public override string Statement(Word word, string target, ReadOnlySpan<VhdlOperand> operands, VhdlScope scope)
    {
        var type = scope.TypeOf(word);
        if (operands[0].Constant is { } condition)
            return $"{target} {scope.Assign} {operands[condition == 1 ? 1 : 2].As(type)};";
        if (scope.Signals)
            return $"{target} <= {operands[1].As(type)} when {operands[0].AsBit()} = '1' else {operands[2].As(type)};";
        return $"if {operands[0].AsBit()} = '1' then {target} {scope.Assign} {operands[1].As(type)}; else {target} {scope.Assign} {operands[2].As(type)}; end if;";
    }
}
