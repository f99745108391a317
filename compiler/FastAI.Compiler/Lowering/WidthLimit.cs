using FastAI.Compiler.Netlist;
using FastAI.Model;

namespace FastAI.Compiler.Lowering;

/// <summary>Refuses words beyond 64 bits, which arise where operands of very different fractions are aligned.</summary>
internal static class WidthLimit
{
    /// <exception cref="FastAIException">A word is too wide; the message names its layer.</exception>
    public static void Check(Circuit circuit)
    {
        bool[] live = CircuitUses.Live(circuit);
        for (int i = 0; i < live.Length; i++)
        {
            Word word = circuit.Words[i];
            if (live[i] && !word.Range.FitsInt64)
                throw FastAIException.Unsupported(
                    $"layer '{circuit.Layers[word.Layer]}' needs a word of {word.Width} bits; at most 64 are supported: quantise its operands to fewer bits or closer fractions"
                );
        }
    }
}
