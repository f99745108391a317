using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Writes words of type <typeparamref name="T"/> as an assignment of one expression.</summary>
internal abstract class VhdlWordRenderer<T> : VhdlWordRenderer
    where T : Word
{
    public sealed override Type WordType => typeof(T);

    public override string Statement(Word word, string target, ReadOnlySpan<VhdlOperand> operands, VhdlScope scope) =>
        $"{target} {scope.Assign} {Expression((T)word, operands, scope.TypeOf(word), scope)};";

    /// <summary>An expression of the representation <paramref name="type"/>.</summary>
    protected abstract string Expression(T word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope);
}
