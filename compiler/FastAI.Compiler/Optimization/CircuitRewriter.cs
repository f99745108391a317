using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Builds a circuit anew from the words that outputs depend on, so that what is equal is merged and what is constant folds; a pass
/// may put other words in place of some. Intervals are then derived anew.
/// </summary>
internal static class CircuitRewriter
{
    /// <summary>Makes word <c>index</c> of the old circuit in the builder; <c>map</c> holds the new words of all before it.</summary>
    public delegate int Replace(CircuitBuilder builder, int[] map, int index);

    /// <returns>Whether the words differ from those before.</returns>
    public static bool Run(ref Circuit circuit, Replace replace)
    {
        Circuit old = circuit;
        bool[] live = CircuitUses.Live(old);
        var builder = new CircuitBuilder(int.MaxValue);
        builder.SetLayers(old.Layers);
        var map = new int[old.Words.Length];
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = -1;
            if (!live[i]) continue;
            builder.Layer = old.Words[i].Layer;
            map[i] = replace(builder, map, i);
        }
        Circuit built = builder.Build(
            old.Name,
            [.. old.Inputs.Select(p => p with { Words = [.. p.Words.Select(w => map[w])] })],
            [.. old.Outputs.Select(p => p with { Words = [.. p.Words.Select(w => map[w])] })]);
        circuit = built with { Words = [.. AffineRanges.Tighten(built.Words)] };
        return !circuit.Words.AsSpan().SequenceEqual(old.Words.AsSpan());
    }
}
