using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Writes words of type <typeparamref name="T"/>.</summary>
internal abstract class HlsWordRenderer<T> : HlsWordRenderer
    where T : Word
{
    public sealed override Type WordType => typeof(T);

    public sealed override string Expression(Word word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables) =>
        Expression((T)word, operands, type, tables);

    protected abstract string Expression(T word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables);
}
